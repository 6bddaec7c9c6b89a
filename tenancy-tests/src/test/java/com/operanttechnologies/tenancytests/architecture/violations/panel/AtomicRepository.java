package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.util.concurrent.atomic.AtomicLong;

@Breaks("repositories_keep_no_static_mutable_state")
final class AtomicRepository {
    static final AtomicLong READS = new AtomicLong();

    private final TenantSession session;

    AtomicRepository(TenantSession session) {
        this.session = session;
    }

    String actor() {
        return session.scope().actor();
    }
}
