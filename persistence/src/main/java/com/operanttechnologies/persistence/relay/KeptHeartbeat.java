package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A heartbeat as it was kept; its errors are listed by {@link ClientErrorRepository}.
 *
 * @param screenId which screen
 * @param reportedAt by the screen's clock; microseconds, as all times here
 * @param receivedAt by the database's clock
 * @param viewportWidth CSS pixels
 * @param viewportHeight CSS pixels
 * @param browser name and version; empty when unknown
 * @param shown what the screen rendered last
 */
public record KeptHeartbeat(
        UUID screenId,
        Instant reportedAt,
        Instant receivedAt,
        int viewportWidth,
        int viewportHeight,
        String browser,
        Optional<ShownVersion> shown) {}
