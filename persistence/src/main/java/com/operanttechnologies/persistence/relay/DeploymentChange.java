package com.operanttechnologies.persistence.relay;

import java.time.Instant;
import java.util.UUID;

/**
 * An entry of a screen's deployment history.
 *
 * @param screenId which screen
 * @param changedAt later than every earlier change of the screen; microseconds
 * @param deployed whether the version was deployed; if not, it was withdrawn and nothing came in its place
 * @param dashboardId which dashboard; it may be deleted by now
 * @param number of the version of it
 * @param changedBy actor of the scope that changed it, such as {@code account:<id>}
 */
public record DeploymentChange(
        UUID screenId, Instant changedAt, boolean deployed, UUID dashboardId, int number, String changedBy) {}
