package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jspecify.annotations.Nullable;

@Breaks("sessions_are_not_kept_in_static_fields")
final class SessionInAField {
    static @Nullable TenantSession session;
}
