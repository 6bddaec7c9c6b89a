package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in the list of open offers.
 *
 * @param expiresAt of the last offer of the page before
 * @param id of the same
 */
public record OfferCursor(Instant expiresAt, UUID id) {}
