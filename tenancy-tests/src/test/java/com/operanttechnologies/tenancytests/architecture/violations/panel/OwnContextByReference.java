package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.sql.Connection;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

@Breaks("only_the_layer_configures_jooq")
final class OwnContextByReference {
    Function<Connection, DSLContext> maker() {
        return DSL::using;
    }
}
