package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.UUID;

/**
 * A client-side error as it was kept.
 *
 * @param screenId which screen
 * @param reportedAt of the heartbeat that it came with; microseconds, as all times here
 * @param ordinal its place among the errors of that heartbeat, from 1
 * @param error what the screen reported
 */
public record KeptError(UUID screenId, Instant reportedAt, int ordinal, ClientError error) {}
