package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in the list of open outages.
 *
 * @param startedAt of the last outage of the page before
 * @param screenId of the same
 */
public record OutageCursor(Instant startedAt, UUID screenId) {}
