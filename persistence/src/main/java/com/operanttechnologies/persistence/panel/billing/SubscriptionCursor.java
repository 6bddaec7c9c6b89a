package com.operanttechnologies.persistence.panel.billing;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in the list of subscriptions.
 *
 * @param createdAt of the last one of the page before
 * @param id of the same
 */
public record SubscriptionCursor(Instant createdAt, UUID id) {}
