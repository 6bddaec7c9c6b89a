package com.operanttechnologies.persistence.internal.jooq;

import java.util.function.Function;
import org.jooq.DSLContext;
import org.jooq.Result;
import org.jooq.exception.DataAccessException;

/**
 * A statement, to be compared with and without the predicate.
 *
 * @param sameWithout whether it touches A's rows only by its own doing, so that the predicate changes nothing
 */
record ComparedStatement(String name, Function<DSLContext, Object> work, boolean sameWithout) {

    static ComparedStatement of(String name, Function<DSLContext, Object> work) {
        return new ComparedStatement(name, work, false);
    }

    static ComparedStatement same(String name, Function<DSLContext, Object> work) {
        return new ComparedStatement(name, work, true);
    }

    Outcome outcome(DSLContext context, TwoCustomers database) {
        Object result = work.apply(context);
        String text = result instanceof Result<?> rows
                ? rows.stream()
                        .map(row -> row.intoList().toString())
                        .sorted()
                        .toList()
                        .toString()
                : String.valueOf(result);
        return new Outcome(text, database.rowsOf(TwoCustomers.A));
    }

    /** An error is an outcome as well: more rows than a scalar subquery may have, for example. */
    Outcome outcomeOrError(DSLContext context, TwoCustomers database) {
        try {
            return outcome(context, database);
        } catch (DataAccessException e) {
            return new Outcome(String.valueOf(e.getMessage()), "");
        }
    }

    @Override
    public String toString() {
        return name;
    }

    record Outcome(String result, String rowsOfA) {}
}
