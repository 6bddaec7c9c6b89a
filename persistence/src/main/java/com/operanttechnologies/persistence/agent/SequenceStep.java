package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;
import java.time.Duration;

/**
 * A step of a sequence: what is written, and how long after the enrolment.
 *
 * @param delay from the enrolment on: whole minutes, 0 to 366 days
 * @param subject template of the subject: one line of 1 to 998 characters without control characters
 * @param body template of the body, at most 100 KiB in UTF-8
 */
public record SequenceStep(Duration delay, String subject, String body) {

    /** The longest delay. */
    public static final Duration LONGEST_DELAY = Duration.ofDays(366);

    /**
     * @throws InvalidInputException when one of them is anything else
     */
    public SequenceStep {
        if (delay.isNegative()
                || delay.compareTo(LONGEST_DELAY) > 0
                || !delay.equals(Duration.ofMinutes(delay.toMinutes()))) {
            throw new InvalidInputException(
                    "Delay of a step must be 0 to " + LONGEST_DELAY + " in whole minutes, got " + delay);
        }
        Require.line("Subject of a step", subject, AgentLimits.SUBJECT);
        AgentLimits.body("Body of a step", body, AgentLimits.TEMPLATE_BYTES);
    }

    /** Leaves the content out, which is Customer Data and too long for a log. */
    @Override
    public String toString() {
        return "SequenceStep[" + delay + ", " + body.length() + " characters]";
    }
}
