package com.operanttechnologies.persistence.agent;

import java.util.Locale;

/** Why nothing is sent to an address. */
public enum SuppressionReason {
    /** The person said so. */
    UNSUBSCRIBED,
    /** The address takes no mail. */
    BOUNCED,
    /** The person reported a message as spam. */
    COMPLAINED,
    /** The Customer said so. */
    MANUAL;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is what the person wants, so that it goes with the person to another address. */
    boolean isOfThePerson() {
        return this == UNSUBSCRIBED || this == COMPLAINED;
    }

    static SuppressionReason of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
