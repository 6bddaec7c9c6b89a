package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import com.operanttechnologies.tenancytests.architecture.violations.internal.pool.Pool;

@Breaks("products_reach_the_database_only_through_sessions")
final class UsesThePool {
    Pool pool() {
        return new Pool();
    }
}
