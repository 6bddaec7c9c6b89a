package com.operanttechnologies.persistence.panel;

import java.time.Instant;
import java.util.UUID;

/**
 * An organisation that has signed up.
 *
 * @param customerId its id
 * @param name organisation name
 * @param createdAt when it signed up
 * @param updatedAt when it was changed last
 * @param version optimistic lock, one more at each update
 */
public record Customer(UUID customerId, String name, Instant createdAt, Instant updatedAt, long version) {}
