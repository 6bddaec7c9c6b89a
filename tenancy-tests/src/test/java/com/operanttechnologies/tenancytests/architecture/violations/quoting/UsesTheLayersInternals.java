package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import com.operanttechnologies.tenancytests.architecture.Breaks;

@Breaks("internal_packages_are_used_only_by_the_package_around_them")
final class UsesTheLayersInternals {
    Class<?> table() {
        return Dashboard.class;
    }
}
