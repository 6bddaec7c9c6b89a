package com.operanttechnologies.persistence.agent;

import java.util.Locale;

/** What has become of a message. {@link #SENT} and {@link #CANCELLED} are final. */
public enum MessageState {
    /** To be sent when it is due, for the first time or once more. */
    SCHEDULED,
    /** Held by a worker, and perhaps on its way. */
    CLAIMED,
    /** Taken by the mail provider. */
    SENT,
    /**
     * A dead letter: tried as often as is allowed, or for nothing. Only {@link MessageRepository#requeue} tries it
     * again.
     */
    FAILED,
    /** Not sent, and never to be. */
    CANCELLED;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static MessageState of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
