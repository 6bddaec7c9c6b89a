package com.operanttechnologies.persistence.stage;

import com.operanttechnologies.persistence.gateway.EmailAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An end user of a Customer's dashboards, who has no account: a person, or whoever passes where a dashboard hangs.
 *
 * @param id unique within the Customer; UUIDv7
 * @param name 1 to 200 characters; several viewers may have the same
 * @param email where the Customer reaches the person, if it needs to
 * @param note what the Customer wants to remember, at most 2,000 characters
 * @param createdAt microseconds, as all times here
 * @param updatedAt when name, email or note changed last
 * @param version optimistic lock: what the next change expects
 */
public record Viewer(
        UUID id,
        String name,
        Optional<EmailAddress> email,
        String note,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    /** Leaves out name, email and note, which are a person's. */
    @Override
    public String toString() {
        return "Viewer[" + id + ", version " + version + "]";
    }
}
