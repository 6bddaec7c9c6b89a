package com.operanttechnologies.tenancytests.benchmark;

import java.util.UUID;

/**
 * What one call of an operation is aimed at.
 *
 * @param customerId whose rows
 * @param screen a screen of the Customer, by its number from 1
 * @param screenId the same
 * @param dashboardId one of its dashboards
 * @param serial tells this call's new rows from those of all others
 */
record Aim(UUID customerId, int screen, UUID screenId, UUID dashboardId, long serial) {}
