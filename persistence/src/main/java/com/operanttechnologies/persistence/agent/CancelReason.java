package com.operanttechnologies.persistence.agent;

import java.util.Locale;

/** Why a message was cancelled. */
public enum CancelReason {
    /** Somebody asked for it: of the message, its enrolment or its sequence. */
    REQUESTED,
    /** Nothing may be sent to its address. */
    SUPPRESSED;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static CancelReason of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
