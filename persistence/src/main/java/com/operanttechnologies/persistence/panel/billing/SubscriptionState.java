package com.operanttechnologies.persistence.panel.billing;

import java.util.Locale;
import java.util.Set;

/** Where a subscription stands. */
public enum SubscriptionState {
    /** Tried out, without being billed. */
    TRIAL,
    /** Billed, and nothing is overdue. */
    ACTIVE,
    /** Billed, and a payment is overdue. */
    PAST_DUE,
    /** Ended for good. */
    CANCELLED;

    /** The states that it may move to; the database holds to the same. */
    public Set<SubscriptionState> next() {
        return switch (this) {
            case TRIAL, PAST_DUE -> Set.of(ACTIVE, CANCELLED);
            case ACTIVE -> Set.of(PAST_DUE, CANCELLED);
            case CANCELLED -> Set.of();
        };
    }

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static SubscriptionState of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
