package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;

@Breaks("nothing_writes_sql_as_text")
final class TextInALambda {
    Supplier<Result<Record>> later(DSLContext dsl) {
        return () -> dsl.fetch("table panel.session");
    }
}
