package com.operanttechnologies.tenancytests.architecture.violations.quoting;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import com.operanttechnologies.tenancytests.architecture.violations.stage.draft.Draft;

@Breaks("products_use_only_the_top_package_of_each_other")
final class UsesStagesInside {
    Draft[] drafts() {
        return new Draft[Draft.NUMBER];
    }
}
