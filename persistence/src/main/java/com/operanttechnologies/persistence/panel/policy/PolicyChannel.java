package com.operanttechnologies.persistence.panel.policy;

import java.util.Locale;

/** How a Customer is told of a change. */
public enum PolicyChannel {
    /** Shown in the Panel. */
    PANEL,
    /** Sent by email. */
    EMAIL;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PolicyChannel of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
