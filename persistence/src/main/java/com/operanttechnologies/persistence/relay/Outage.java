package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A time in which a screen was silent for longer than it may.
 *
 * @param screenId which screen
 * @param startedAt when it was last seen; microseconds, as all times here
 * @param detectedAt when that was found to be too long ago, and was surfaced
 * @param endedAt time of the first heartbeat after it, or when the screen was unpaired; empty while it lasts
 */
public record Outage(UUID screenId, Instant startedAt, Instant detectedAt, Optional<Instant> endedAt) {}
