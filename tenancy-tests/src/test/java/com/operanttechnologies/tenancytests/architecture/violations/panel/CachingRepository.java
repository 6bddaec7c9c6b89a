package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.util.HashMap;
import java.util.Map;

@Breaks("repositories_keep_no_static_mutable_state")
final class CachingRepository {
    static final Map<String, String> CACHE = new HashMap<>();

    private final TenantSession session;

    CachingRepository(TenantSession session) {
        this.session = session;
    }

    String actor() {
        return session.scope().actor();
    }
}
