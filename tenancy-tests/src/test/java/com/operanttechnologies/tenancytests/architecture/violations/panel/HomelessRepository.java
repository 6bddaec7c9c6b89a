package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.jooq.DSLContext;

@Breaks("repositories_are_made_from_a_session")
public final class HomelessRepository {
    private final DSLContext dsl;

    HomelessRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    int one() {
        return dsl.selectOne().fetchSingle().value1();
    }
}
