package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DefaultDSLContext;

@Breaks("only_the_layer_configures_jooq")
final class OwnDefaultContext {
    DSLContext make() {
        return new DefaultDSLContext(SQLDialect.POSTGRES);
    }
}
