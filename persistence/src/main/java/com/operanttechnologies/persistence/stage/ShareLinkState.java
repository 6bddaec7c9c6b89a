package com.operanttechnologies.persistence.stage;

import java.util.Locale;

/** Whether a share link was taken back. */
public enum ShareLinkState {
    /** Shows its dashboard until it expires. */
    LIVE,
    /** Shows nothing any more, for good. */
    REVOKED;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ShareLinkState of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
