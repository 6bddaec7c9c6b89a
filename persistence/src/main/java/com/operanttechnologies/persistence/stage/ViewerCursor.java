package com.operanttechnologies.persistence.stage;

import java.util.UUID;

/**
 * A place in the list of viewers.
 *
 * @param name of the last viewer of the page before
 * @param id of the same; tells viewers of one name apart
 */
public record ViewerCursor(String name, UUID id) {}
