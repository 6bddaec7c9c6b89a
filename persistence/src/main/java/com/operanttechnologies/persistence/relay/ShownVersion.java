package com.operanttechnologies.persistence.relay;

import java.util.UUID;

/**
 * What a screen rendered last, as it says.
 *
 * @param dashboardId a dashboard, which may be deleted by now
 * @param number of one of its versions, from 1
 */
public record ShownVersion(UUID dashboardId, int number) {}
