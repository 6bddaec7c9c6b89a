package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.UUID;

/**
 * What is deployed to a screen now.
 *
 * @param screenId which screen
 * @param dashboardId which dashboard
 * @param number of the version of it
 * @param deployedAt since when; microseconds
 * @param deployedBy actor of the scope that deployed it, such as {@code account:<id>}
 */
public record Deployment(UUID screenId, UUID dashboardId, int number, Instant deployedAt, String deployedBy) {}
