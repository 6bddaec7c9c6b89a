package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.VisitListenerProvider;

@Breaks("only_the_layer_configures_jooq")
final class Unfiltered {
    Configuration of(DSLContext dsl) {
        return dsl.configuration().derive(new VisitListenerProvider[0]);
    }
}
