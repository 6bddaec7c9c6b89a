package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

@Breaks("sessions_are_not_kept_in_static_fields")
final class SessionsInAMap {
    static final Map<UUID, TenantSession> OPEN = new ConcurrentHashMap<>();
}
