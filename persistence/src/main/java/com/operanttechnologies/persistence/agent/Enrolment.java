package com.operanttechnologies.persistence.agent;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A contact in a sequence.
 *
 * @param enrolmentId unique within the Customer; UUIDv7
 * @param state whether it goes on
 * @param enrolledAt what the delays of the steps were counted from
 * @param endedAt when it ended; nothing while it is active
 */
public record Enrolment(
        UUID enrolmentId,
        UUID sequenceId,
        UUID contactId,
        EnrolmentState state,
        Instant enrolledAt,
        Optional<Instant> endedAt) {}
