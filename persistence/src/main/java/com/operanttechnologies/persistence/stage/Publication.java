package com.operanttechnologies.persistence.stage;

import java.time.Instant;
import java.util.UUID;

/**
 * Which version of a dashboard its viewers see.
 *
 * @param number of the version
 * @param publishedBy actor of the scope that published it, such as {@code account:<id>}
 */
public record Publication(UUID dashboardId, int number, Instant publishedAt, String publishedBy) {}
