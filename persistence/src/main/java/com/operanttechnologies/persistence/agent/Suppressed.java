package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.RESUBSCRIPTION;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.SUPPRESSION;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.selectOne;

import org.jooq.Condition;
import org.jooq.Field;

/** Whether nothing may be sent to an address, as a condition inside the statement that would have it sent. */
final class Suppressed {

    private Suppressed() {}

    /** There is a suppression of the address that wasn't lifted. */
    static Condition holdsFor(Field<String> email) {
        return exists(
                selectOne().from(SUPPRESSION).where(SUPPRESSION.EMAIL.eq(email)).and(notLifted()));
    }

    /** Of a row of agent.suppression. */
    static Condition notLifted() {
        return notExists(selectOne()
                .from(RESUBSCRIPTION)
                .where(RESUBSCRIPTION.CUSTOMER_ID.eq(SUPPRESSION.CUSTOMER_ID))
                .and(RESUBSCRIPTION.SUPPRESSION_ID.eq(SUPPRESSION.SUPPRESSION_ID)));
    }
}
