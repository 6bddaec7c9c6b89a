package com.operanttechnologies.persistence.stage;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list of share links.
 *
 * @param createdAt of the last link of the page before
 * @param id of the same
 */
public record ShareLinkCursor(Instant createdAt, UUID id) {}
