package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.DSLContext;

@Breaks("only_the_layer_configures_jooq")
final class ChangedSettings {
    void log(DSLContext dsl) {
        dsl.settings().setExecuteLogging(true);
    }
}
