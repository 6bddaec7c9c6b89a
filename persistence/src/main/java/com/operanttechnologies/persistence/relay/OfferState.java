package com.operanttechnologies.persistence.relay;

import java.util.Locale;

/** What has become of an offered code. */
public enum OfferState {
    /** A device may claim it, until it expires. */
    OFFERED,
    /** A device has claimed it. */
    CLAIMED,
    /** Nobody has claimed it in time, and that was noted. */
    EXPIRED,
    /** It was taken back, replaced by another offer, or its screen was deleted. */
    CANCELLED;

    /** As the database spells it. */
    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static OfferState of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
