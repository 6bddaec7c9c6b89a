package com.operanttechnologies.persistence.stage;

import java.time.Instant;
import java.util.UUID;

/**
 * A dashboard without its content, which is in {@linkplain DashboardVersionRepository numbered versions}.
 *
 * @param id unique within the Customer; UUIDv7
 * @param title 1 to 200 characters; several dashboards may have the same
 * @param latestVersion number of the newest content version, 0 before the first; what the next {@linkplain
 *     DashboardVersionRepository#save save} expects
 * @param archived taken off the list of those in use; its content and publication stay
 * @param createdAt microseconds, as all times here
 * @param updatedAt when title, archived or latestVersion changed last
 * @param version optimistic lock of title and archived: what the next change of them expects. Saving content leaves it,
 *     so that renaming and editing don't get in each other's way.
 */
public record Dashboard(
        UUID id,
        String title,
        int latestVersion,
        boolean archived,
        Instant createdAt,
        Instant updatedAt,
        long version) {}
