package com.operanttechnologies.persistence.agent;

import java.time.Instant;
import java.util.UUID;

/**
 * A sequence of follow-up messages, without its steps.
 *
 * @param sequenceId unique within the Customer; UUIDv7
 * @param name 1 to 200 characters; several sequences may have the same
 * @param active whether contacts can be enrolled; those who are get their messages all the same
 * @param createdAt microseconds, as all times here
 * @param updatedAt when the sequence or its steps were changed last
 * @param version optimistic lock of the sequence and its steps together
 */
public record Sequence(
        UUID sequenceId, String name, boolean active, Instant createdAt, Instant updatedAt, long version) {}
