package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import com.operanttechnologies.tenancytests.architecture.violations.internal.bind.Binder;

@Breaks("products_reach_the_database_only_through_sessions")
final class UsesTheBinding {
    Binder binder() {
        return new Binder();
    }
}
