package com.operanttechnologies.persistence.relay;

import java.util.UUID;

/**
 * A place in the list of screens that show a dashboard.
 *
 * @param number of the version that the last screen of the page before shows
 * @param screenId that screen
 */
public record DeploymentCursor(int number, UUID screenId) {}
