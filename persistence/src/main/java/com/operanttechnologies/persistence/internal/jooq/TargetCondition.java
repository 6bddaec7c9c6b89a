package com.operanttechnologies.persistence.internal.jooq;

import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.util.Collection;
import java.util.List;
import org.jooq.Condition;
import org.jooq.Context;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.SortField;
import org.jooq.Table;
import org.jooq.impl.QOM;
import org.jspecify.annotations.Nullable;

/** Conjoins {@code customer_id = ?} with the condition that chooses the rows which a statement changes. */
record TargetCondition(TenantTables tables, CustomerParameter customer) {

    /** The statement with the condition; the same one when it doesn't change a tenant table. */
    QueryPart update(QOM.Update<?> update, Context<?> ctx) {
        Table<?> target = update.$table();
        TenantTable table = InnermostTable.of(target, ctx.configuration(), tables);
        if (table == null) {
            return update;
        }
        Condition own = own(target, table, ctx);
        if (update.$limit() == null && update.$orderBy().isEmpty()) {
            return update.$where(conjoin(update.$where(), own));
        }
        Condition chosen = chosen(target, table, update.$where(), update.$orderBy(), update.$limit());
        return update.$where(chosen.and(own)).$orderBy(List.of()).$limit(null);
    }

    /** As {@link #update}. */
    QueryPart delete(QOM.Delete<?> delete, Context<?> ctx) {
        Table<?> target = delete.$from();
        TenantTable table = InnermostTable.of(target, ctx.configuration(), tables);
        if (table == null) {
            return delete;
        }
        Condition own = own(target, table, ctx);
        if (delete.$limit() == null && delete.$orderBy().isEmpty()) {
            return delete.$where(conjoin(delete.$where(), own));
        }
        Condition chosen = chosen(target, table, delete.$where(), delete.$orderBy(), delete.$limit());
        return delete.$where(chosen.and(own)).$orderBy(List.of()).$limit(null);
    }

    /** {@code customer_id = ?} on the target of a statement, by the name that it has there. */
    Condition own(Table<?> target, TenantTable table, Context<?> ctx) {
        boolean aliased = TenantTable.namedBy(target, tables) == null;
        Name range = aliased ? target.getUnqualifiedName() : table.qualifiedName();
        return TenantTable.customerIdOf(range).eq(customer.in(ctx, ctx.executeContext()));
    }

    private static Condition conjoin(@Nullable Condition condition, Condition own) {
        return condition == null ? own : condition.and(own);
    }

    /**
     * PostgreSQL has no LIMIT here, so jOOQ selects the keys of the rows in a subquery, and our condition would end up
     * inside it alone. This is jOOQ's rewriting, made here so that the condition can stand beside it.
     */
    private static Condition chosen(
            Table<?> target,
            TenantTable table,
            @Nullable Condition where,
            Collection<? extends SortField<?>> orderBy,
            @Nullable Field<? extends Number> limit) {
        if (target.getPrimaryKey() == null) {
            throw new InvalidInputException("ORDER BY and LIMIT of an UPDATE or DELETE need the primary key of " + table
                    + ", which the statement's table doesn't know; take the generated class of the table");
        }
        Field<?>[] key = target.getPrimaryKey().getFields().stream()
                .map(field -> target.field(field))
                .toArray(Field<?>[]::new);
        var rows = select(key).from(target).where(where == null ? noCondition() : where);
        return limit == null
                ? row(key).in(rows.orderBy(orderBy))
                : row(key).in(rows.orderBy(orderBy).limit(limit));
    }
}
