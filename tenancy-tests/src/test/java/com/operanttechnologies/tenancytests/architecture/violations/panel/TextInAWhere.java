package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.DSLContext;
import org.jooq.Query;

@Breaks("nothing_writes_sql_as_text")
final class TextInAWhere {
    Query named(DSLContext dsl, String name) {
        return dsl.selectOne().where("name = '" + name + "'");
    }
}
