package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.UUID;

/**
 * A screen of a Customer.
 *
 * @param id unique within the Customer; UUIDv7
 * @param name 1 to 200 characters; several screens may have the same
 * @param location where it hangs, in the Customer's words; may be empty
 * @param paired whether a device may sign in as it
 * @param pairedAt when its present, or its last, device was paired; microseconds, as all times here
 * @param createdAt when its first device was paired
 * @param updatedAt when name, location or pairing changed last
 * @param version optimistic lock: what the next change of name and location expects
 */
public record Screen(
        UUID id,
        String name,
        String location,
        boolean paired,
        Instant pairedAt,
        Instant createdAt,
        Instant updatedAt,
        long version) {}
