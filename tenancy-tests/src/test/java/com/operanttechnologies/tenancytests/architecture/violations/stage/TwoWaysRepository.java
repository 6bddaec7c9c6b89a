package com.operanttechnologies.tenancytests.architecture.violations.stage;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jspecify.annotations.Nullable;

@Breaks("repositories_are_made_from_a_session")
final class TwoWaysRepository {
    private final @Nullable TenantSession session;

    TwoWaysRepository(TenantSession session) {
        this.session = session;
    }

    TwoWaysRepository() {
        this.session = null;
    }

    boolean isBound() {
        return session != null;
    }
}
