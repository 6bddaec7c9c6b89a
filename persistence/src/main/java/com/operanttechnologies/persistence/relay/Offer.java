package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An offer to pair a device, without its code.
 *
 * @param id of the pairing; UUIDv7
 * @param screenId the screen that it makes, or gives a device again
 * @param name of that screen once it is claimed
 * @param location of that screen once it is claimed
 * @param state what has become of it; an offer whose time is over stays {@link OfferState#OFFERED} until that is noted
 * @param offeredAt microseconds, as all times here
 * @param offeredBy actor of the scope that offered it, such as {@code account:<id>}
 * @param expiresAt from then on nobody can claim it
 * @param endedAt when it was claimed, noted as expired, or cancelled
 */
public record Offer(
        UUID id,
        UUID screenId,
        String name,
        String location,
        OfferState state,
        Instant offeredAt,
        String offeredBy,
        Instant expiresAt,
        Optional<Instant> endedAt) {}
