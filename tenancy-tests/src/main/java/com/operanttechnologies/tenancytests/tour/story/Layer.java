package com.operanttechnologies.tenancytests.tour.story;

import com.operanttechnologies.persistence.TenantDatabase;

/**
 * What the story works with: the layer as applications and as background workers open it, on one clock.
 *
 * @param application opened with a login of {@code operant_runtime}
 * @param worker opened with a login of {@code operant_worker}
 * @param clock what both tell the time by
 */
public record Layer(TenantDatabase application, TenantDatabase worker, StoryClock clock) {

    /** The id that all of the story's requests have. */
    static final String REQUEST = "tour";
}
