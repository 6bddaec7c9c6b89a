package com.operanttechnologies.persistence.stage;

import java.time.Instant;
import java.util.UUID;

/**
 * A connection to a system that dashboards draw data from, without its secret.
 *
 * @param id unique within the Customer; UUIDv7
 * @param name 1 to 200 characters, unique within the Customer
 * @param kind which connector, such as {@code prometheus}
 * @param settings what is not secret, such as the address: a JSON object of at most 64 KiB, to the character as it was
 *     saved
 * @param createdAt microseconds, as all times here
 * @param updatedAt when name, settings or secret changed last
 * @param version optimistic lock: what the next change expects
 */
public record DataSource(
        UUID id, String name, String kind, String settings, Instant createdAt, Instant updatedAt, long version) {

    /** Leaves the settings out: they are Customer Data, and a password put there by mistake must not reach a log. */
    @Override
    public String toString() {
        return "DataSource[" + id + ", " + name + ", " + kind + ", version " + version + "]";
    }
}
