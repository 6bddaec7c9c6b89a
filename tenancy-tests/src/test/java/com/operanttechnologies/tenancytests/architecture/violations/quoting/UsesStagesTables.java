package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import com.operanttechnologies.tenancytests.architecture.violations.internal.tables.stage.Dashboard;

@Breaks("tables_are_used_only_by_the_product_that_owns_them")
final class UsesStagesTables {
    Dashboard table() {
        return new Dashboard();
    }
}
