package com.operanttechnologies.persistence.usage;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * From a time on until before another. Immutable.
 *
 * @param from included
 * @param until not included, later than {@code from}
 */
public record TimeRange(Instant from, Instant until) {

    /**
     * @throws InvalidInputException when it ends before it begins
     */
    public TimeRange {
        if (!from.isBefore(until)) {
            throw new InvalidInputException(
                    "A time range must end after it begins, got " + from + " to " + until + "; swap them");
        }
    }

    /** So long until now, and what is dated a little ahead of now as well. */
    public static TimeRange last(Duration duration, Clock clock) {
        Instant now = clock.instant();
        return new TimeRange(
                now.minus(duration), now.plus(UsageLimits.MOST_AHEAD).plusNanos(1_000));
    }
}
