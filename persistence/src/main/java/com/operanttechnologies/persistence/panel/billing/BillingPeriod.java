package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is billed at once. Immutable.
 *
 * @param start included; cut to microseconds, as the database keeps them
 * @param end not included; cut the same way
 */
public record BillingPeriod(Instant start, Instant end) {

    /** @throws InvalidInputException when it doesn't end after it starts */
    public BillingPeriod {
        start = start.truncatedTo(ChronoUnit.MICROS);
        end = end.truncatedTo(ChronoUnit.MICROS);
        if (!end.isAfter(start)) {
            throw new InvalidInputException("A billing period must end after it starts, got " + start + " to " + end);
        }
    }
}
