package com.operanttechnologies.persistence.panel.billing;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a Customer has subscribed to.
 *
 * @param id unique within the Customer; UUIDv7
 * @param period the current one, or the last before it was cancelled
 * @param createdAt microseconds, as all times here
 * @param updatedAt when anything of it changed last
 * @param cancelledAt when it ended; nothing while it goes on
 * @param version optimistic lock: what the next change expects
 */
public record Subscription(
        UUID id,
        SubscriptionTerms terms,
        SubscriptionState state,
        BillingPeriod period,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> cancelledAt,
        long version) {}
