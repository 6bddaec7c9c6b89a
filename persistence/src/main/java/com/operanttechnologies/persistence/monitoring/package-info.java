/** What a {@link com.operanttechnologies.persistence.TenantDatabase} tells about itself, for dashboards and alarms. */
@NullMarked
package com.operanttechnologies.persistence.monitoring;

import org.jspecify.annotations.NullMarked;
