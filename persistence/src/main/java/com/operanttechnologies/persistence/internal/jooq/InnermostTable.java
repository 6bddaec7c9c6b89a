package com.operanttechnologies.persistence.internal.jooq;

import org.jooq.Configuration;
import org.jooq.Table;
import org.jooq.VisitContext;
import org.jooq.VisitListener;
import org.jooq.impl.DefaultVisitListenerProvider;
import org.jspecify.annotations.Nullable;

/** Finds the tenant table under an alias. jOOQ shows it to nobody but a listener, so this listens. */
final class InnermostTable implements VisitListener {

    private final TenantTables tables;
    private @Nullable TenantTable found;

    private InnermostTable(TenantTables tables) {
        this.tables = tables;
    }

    /** The tenant table that this table is or is an alias of; null when it is anything else. */
    static @Nullable TenantTable of(Table<?> table, Configuration configuration, TenantTables tables) {
        TenantTable named = TenantTable.namedBy(table, tables);
        if (named != null) {
            return named;
        }
        InnermostTable listener = new InnermostTable(tables);
        configuration
                .derive(new DefaultVisitListenerProvider(listener))
                .dsl()
                .renderContext()
                .declareTables(true)
                .visit(table);
        return listener.found;
    }

    @Override
    public void visitStart(VisitContext context) {
        if (found == null
                && context.context().declareTables()
                && !context.context().subquery()) {
            found = TenantTable.namedBy(context.queryPart(), tables);
        }
    }
}
