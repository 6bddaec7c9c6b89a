package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.util.function.ToIntFunction;
import org.jooq.DSLContext;

@Breaks("nothing_writes_sql_as_text")
final class TextByReference {
    ToIntFunction<String> runner(DSLContext dsl) {
        return dsl::execute;
    }
}
