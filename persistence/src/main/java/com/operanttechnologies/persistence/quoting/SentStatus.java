package com.operanttechnologies.persistence.quoting;

import java.util.Locale;

/** What has become of a revision that was sent. All but the first are final. */
public enum SentStatus {
    /** Its recipient hasn't decided yet. */
    SENT,
    ACCEPTED,
    DECLINED,
    /** Its last day went by before its recipient decided. */
    EXPIRED,
    /** It was taken back before its recipient decided, most often to be revised. */
    WITHDRAWN;

    static SentStatus of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }
}
