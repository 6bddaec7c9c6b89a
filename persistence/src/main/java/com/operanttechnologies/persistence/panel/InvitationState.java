package com.operanttechnologies.persistence.panel;

import java.util.Locale;

/** What has become of an invitation. One that was accepted or revoked stays so. */
public enum InvitationState {
    /** Can be accepted until it expires. */
    OFFERED,
    /** The person has an account. */
    ACCEPTED,
    /** Taken back, or replaced by a newer one. */
    REVOKED;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static InvitationState of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
