package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * How a paired screen is now, by its newest heartbeat.
 *
 * @param screenId which screen
 * @param lastSeenAt time of the newest heartbeat by the screen's clock; before the first one, when it was paired.
 *     Microseconds, as all times here.
 * @param newest that heartbeat; empty before the first one
 * @param outageStartedAt since when the screen is in an outage that was detected; equals {@code lastSeenAt}
 */
public record ScreenStatus(
        UUID screenId, Instant lastSeenAt, Optional<KeptHeartbeat> newest, Optional<Instant> outageStartedAt) {}
