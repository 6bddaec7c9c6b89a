package com.operanttechnologies.persistence.relay;

import java.util.UUID;

/**
 * A place in the list of screens.
 *
 * @param name of the last screen of the page before
 * @param id of the same; tells screens of one name apart
 */
public record ScreenCursor(String name, UUID id) {}
