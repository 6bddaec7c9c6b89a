package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a screen reports at a moment. One that is out of bounds is rejected by {@link HeartbeatRepository#ingest} alone,
 * so that the rest of its batch is kept.
 *
 * @param screenId which screen; the one that its token stands for
 * @param reportedAt by the screen's clock, to the microsecond: at most 5 minutes ahead and 24 hours back. With the
 *     screen it tells heartbeats apart.
 * @param viewportWidth 1 to 32,768 CSS pixels
 * @param viewportHeight 1 to 32,768 CSS pixels
 * @param browser name and version, at most 200 characters, such as {@link Browser#fromUserAgent} gives; empty when it
 *     is unknown
 * @param shown what it rendered last; empty when nothing
 * @param errors since the last heartbeat, at most 20
 */
public record Heartbeat(
        UUID screenId,
        Instant reportedAt,
        int viewportWidth,
        int viewportHeight,
        String browser,
        Optional<ShownVersion> shown,
        List<ClientError> errors) {

    public Heartbeat {
        errors = List.copyOf(errors);
    }
}
