package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import com.operanttechnologies.tenancytests.architecture.violations.relay.internal.Pairing;

@Breaks({"internal_packages_are_used_only_by_the_package_around_them", "products_use_only_the_top_package_of_each_other"
})
final class UsesRelaysInternals {
    int length() {
        return Pairing.LENGTH;
    }
}
