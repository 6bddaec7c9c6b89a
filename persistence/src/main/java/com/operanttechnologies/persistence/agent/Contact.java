package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.gateway.EmailAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A person whom a Customer writes to.
 *
 * @param contactId unique within the Customer; UUIDv7
 * @param email no two contacts of a Customer have the same
 * @param displayName the person's name, one line of 1 to 200 characters
 * @param company whom the person works for, one line of 1 to 200 characters
 * @param createdAt microseconds, as all times here
 * @param updatedAt when it was changed last
 * @param version optimistic lock, one more at each update
 */
public record Contact(
        UUID contactId,
        EmailAddress email,
        String displayName,
        Optional<String> company,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    /** Leaves the person out: a contact has never agreed to stand in a log. */
    @Override
    public String toString() {
        return "Contact[" + contactId + ", version " + version + "]";
    }
}
