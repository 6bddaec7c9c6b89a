package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list of client-side errors: of the last one of the page before.
 *
 * @param occurredAt when it occurred
 * @param screenId at which screen
 * @param reportedAt of the heartbeat that it came with
 * @param ordinal its place among the errors of that heartbeat
 */
public record ErrorCursor(Instant occurredAt, UUID screenId, Instant reportedAt, int ordinal) {}
