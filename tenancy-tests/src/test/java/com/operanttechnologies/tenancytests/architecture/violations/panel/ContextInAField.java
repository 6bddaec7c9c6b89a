package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

@Breaks("sessions_are_not_kept_in_static_fields")
final class ContextInAField {
    static @Nullable DSLContext dsl;
}
