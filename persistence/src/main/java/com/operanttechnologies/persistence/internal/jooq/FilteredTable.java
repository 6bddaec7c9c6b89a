package com.operanttechnologies.persistence.internal.jooq;

import org.jooq.Context;
import org.jooq.Table;
import org.jooq.conf.ParamType;
import org.jooq.impl.CustomQueryPart;
import org.jooq.impl.DSL;
import org.jooq.impl.QOM;

/**
 * What a tenant table in FROM becomes: {@code (select * from "stage"."dashboard" where "customer_id" = ?)}, with the
 * table's own name for an alias where it has none. PostgreSQL plans it as if the condition stood in WHERE or ON, but
 * it is right for outer joins as well.
 */
final class FilteredTable extends CustomQueryPart {

    private static final long serialVersionUID = 1L;

    /** Set once a context that renders implicit joins has rendered the join's first table. */
    private static final Object ROOT_RENDERED = new Object();

    private final Table<?> original;
    private final TenantTable table;
    private final boolean aliasFollows;
    private final transient CustomerParameter customer;
    private final transient TenantTables tables;

    FilteredTable(
            Table<?> original,
            TenantTable table,
            boolean aliasFollows,
            CustomerParameter customer,
            TenantTables tables) {
        this.original = original;
        this.table = table;
        this.aliasFollows = aliasFollows;
        this.customer = customer;
        this.tables = tables;
    }

    @Override
    public void accept(Context<?> ctx) {
        // Between the marks is what jOOQ replaces by a join when columns of an implicit join's path turn up later; it
        // marks aliased tables itself.
        if (!aliasFollows) {
            ctx.scopeMarkStart(original);
        }
        ctx.sql('(')
                .visit(DSL.keyword("select"))
                .sql(" * ")
                .visit(DSL.keyword("from"))
                .sql(' ')
                .visit(table.qualifiedName())
                .sql(' ')
                .visit(DSL.keyword("where"))
                .sql(' ')
                .visit(DSL.name(TenantTable.CUSTOMER_ID))
                .sql(" = ");
        if (isRootOfImplicitJoin(ctx)) {
            ctx.sql("cast(? as uuid)");
        } else {
            ctx.visit(customer.in(ctx, ctx.executeContext()));
        }
        ctx.sql(')');
        if (!aliasFollows) {
            ctx.sql(' ').visit(DSL.keyword("as")).sql(' ').visit(DSL.name(table.name()));
            ctx.scopeMarkEnd(original);
        }
    }

    /**
     * Whether jOOQ renders this in place of a table that it has already rendered, as the first table of an implicit
     * join. It then drops the SQL of the first rendering but keeps its bind value, which serves here instead: the
     * value is the same everywhere, so that only their number counts.
     */
    private boolean isRootOfImplicitJoin(Context<?> ctx) {
        return ctx.paramType() == ParamType.INDEXED
                && ctx.topLevel() instanceof QOM.JoinTable<?, ?> join
                && ctx.data(ROOT_RENDERED, true) == null
                && InnermostTable.of(leftmost(join), ctx.configuration(), tables) != null;
    }

    private static Table<?> leftmost(Table<?> table) {
        return table instanceof QOM.JoinTable<?, ?> join ? leftmost(join.$table1()) : table;
    }
}
