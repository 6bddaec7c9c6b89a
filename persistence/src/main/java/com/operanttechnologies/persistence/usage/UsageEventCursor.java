package com.operanttechnologies.persistence.usage;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list of usage events.
 *
 * @param occurredAt of the last event of the page before
 * @param id of the same; tells events of one time apart
 */
public record UsageEventCursor(Instant occurredAt, UUID id) {}
