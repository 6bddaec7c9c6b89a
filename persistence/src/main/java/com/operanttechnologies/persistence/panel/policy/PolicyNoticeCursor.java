package com.operanttechnologies.persistence.panel.policy;

import java.time.Instant;

/**
 * A place in the list of notices.
 *
 * @param effectiveAt of the last one of the page before
 * @param version of the same
 * @param channel of the same
 */
public record PolicyNoticeCursor(Instant effectiveAt, int version, PolicyChannel channel) {}
