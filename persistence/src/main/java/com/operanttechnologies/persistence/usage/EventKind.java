package com.operanttechnologies.persistence.usage;

import java.util.Locale;

/** What a usage event tells of. */
public enum EventKind {
    /** A request that was made. */
    REQUEST,
    /** A feature that was used. */
    FEATURE,
    /** Something that went wrong. */
    ERROR;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EventKind of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
