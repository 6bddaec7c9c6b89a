package com.operanttechnologies.persistence.stage;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A link that shows a viewer what is published of a dashboard, without its token.
 *
 * @param id what the token leads to; UUIDv7
 * @param dashboardId what it shows
 * @param viewerId to whom it was given
 * @param label what the Customer calls it, at most 200 characters; may be empty
 * @param state live until it is revoked; what has expired stays live, and shows nothing
 * @param createdBy actor of the scope that made it, as {@code account:<id>}
 * @param createdAt microseconds, as all times here
 * @param expiresAt from when on it shows nothing
 * @param revokedAt when it was revoked
 * @param version optimistic lock: what the next change expects
 */
public record ShareLink(
        UUID id,
        UUID dashboardId,
        UUID viewerId,
        String label,
        ShareLinkState state,
        String createdBy,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> revokedAt,
        long version) {

    /** Whether it shows its dashboard at that time, if anything of it is published. */
    public boolean isAlive(Instant at) {
        return state == ShareLinkState.LIVE && at.isBefore(expiresAt);
    }
}
