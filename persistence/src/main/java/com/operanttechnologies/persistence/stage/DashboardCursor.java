package com.operanttechnologies.persistence.stage;

import java.util.UUID;

/**
 * A place in the list of dashboards.
 *
 * @param title of the last dashboard of the page before
 * @param id of the same; tells dashboards of one title apart
 */
public record DashboardCursor(String title, UUID id) {}
