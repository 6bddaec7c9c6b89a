package com.operanttechnologies.persistence.stage;

import java.time.Instant;
import java.util.UUID;

/**
 * A saved state of a dashboard's content, without the content. Never changes.
 *
 * @param number 1, 2, 3… within the dashboard, without gaps
 * @param createdBy actor of the scope that saved it, such as {@code account:<id>}
 */
public record DashboardVersion(UUID dashboardId, int number, Instant createdAt, String createdBy) {}
