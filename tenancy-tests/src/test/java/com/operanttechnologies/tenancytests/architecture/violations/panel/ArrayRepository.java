package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.Breaks;

@Breaks("repositories_keep_no_static_mutable_state")
final class ArrayRepository {
    static final String[] NAMES = {"a"};

    private final TenantSession session;

    ArrayRepository(TenantSession session) {
        this.session = session;
    }

    String actor() {
        return session.scope().actor();
    }
}
