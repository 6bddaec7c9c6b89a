package com.operanttechnologies.persistence.internal.jooq;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jooq.Context;
import org.jooq.Field;
import org.jooq.QueryPart;
import org.jooq.Row;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;
import org.jooq.impl.SQLDataType;

/**
 * Names {@code customer_id} in an INSERT that leaves it out. The column's default would fill it in, but PostgreSQL asks
 * a default row by row, and this one verifies the scope's token each time.
 */
record CustomerColumn(TenantTables tables, CustomerParameter customer) {

    /** The statement with the column; the same one when it has it or doesn't insert into a tenant table. */
    QueryPart insert(QOM.Insert<?> insert, Context<?> ctx) {
        TenantTable table = InnermostTable.of(insert.$into(), ctx.configuration(), tables);
        if (table == null || isNamedIn(insert.$columns())) {
            return insert;
        }
        if (insert.$select() != null || insert.$values().isEmpty() || !areKnown(insert.$columns())) {
            throw missing(table);
        }
        List<Field<?>> columns = new ArrayList<>(insert.$columns());
        columns.add(DSL.field(DSL.name(TenantTable.CUSTOMER_ID), SQLDataType.UUID));
        List<Row> rows = new ArrayList<>();
        for (Row row : insert.$values()) {
            List<Field<?>> values = new ArrayList<>(Arrays.asList(row.fields()));
            values.add(customer.in(ctx, ctx.executeContext()));
            rows.add(DSL.row(values));
        }
        return insert.$columns(columns).$values(rows);
    }

    /** Refuses a statement that can't be completed. */
    static InvalidInputException missing(TenantTable table) {
        return new InvalidInputException("The INSERT into " + table + " must name its columns, and "
                + TenantTable.CUSTOMER_ID + " among them; give it the session's customerId()");
    }

    static boolean isNamedIn(Collection<?> columns) {
        return columns.stream()
                .anyMatch(column ->
                        column instanceof Field<?> field && field.getName().equals(TenantTable.CUSTOMER_ID));
    }

    /** jOOQ makes columns up when neither the statement nor the table has any. */
    private static boolean areKnown(Collection<? extends Field<?>> columns) {
        return columns.stream().noneMatch(column -> column.getName().startsWith("unknown field "));
    }
}
