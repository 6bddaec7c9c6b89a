package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * An error in the browser of a screen, as it reports it. A heartbeat with one that is out of bounds is rejected.
 *
 * @param occurredAt by the screen's clock: at most 5 minutes ahead and 24 hours back
 * @param message 1 to 1,000 characters
 * @param source address of the script, at most 500 characters; empty when it is unknown
 * @param line of the script, from 0
 * @param stack at most 8,000 characters; empty when it is unknown
 */
public record ClientError(Instant occurredAt, String message, String source, OptionalInt line, String stack) {

    /** Leaves the texts out: they may hold what people typed. */
    @Override
    public String toString() {
        return "ClientError[" + occurredAt + "]";
    }
}
