package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.DSLContext;

@Breaks("nothing_writes_sql_as_text")
final class TextQuery {
    int run(DSLContext dsl) {
        return dsl.execute("delete from panel.session");
    }
}
