package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.Condition;
import org.jooq.impl.DSL;

@Breaks("nothing_writes_sql_as_text")
final class TextCondition {
    Condition named(String name) {
        return DSL.condition("name = '" + name + "'");
    }
}
