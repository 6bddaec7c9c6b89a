package com.operanttechnologies.persistence.quoting;

import java.util.UUID;

/**
 * A place in a list of quotes.
 *
 * @param id of the last quote of the page before; as a UUIDv7 it says when that was created
 */
public record QuoteCursor(UUID id) {}
