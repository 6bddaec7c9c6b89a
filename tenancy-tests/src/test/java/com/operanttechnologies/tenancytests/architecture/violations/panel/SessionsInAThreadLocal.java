package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.Breaks;

@Breaks("sessions_are_not_kept_in_static_fields")
final class SessionsInAThreadLocal {
    static final ThreadLocal<TenantSession> CURRENT = new ThreadLocal<>();
}
