package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.UUID;

/**
 * A paired screen that hasn't reported for a while; also a place in the list of those.
 *
 * @param lastSeenAt time of its newest heartbeat; before the first one, when it was paired
 * @param screenId which screen
 */
public record SilentScreen(Instant lastSeenAt, UUID screenId) {}
