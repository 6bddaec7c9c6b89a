package com.operanttechnologies.persistence.internal.jooq;

import java.util.UUID;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.QueryPart;
import org.jooq.Schema;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jooq.impl.TableImpl;
import org.jspecify.annotations.Nullable;

/** A tenant table's own name, however jOOQ was told it: a generated class or {@code DSL.table(DSL.name(…))}. */
record TenantTable(String schema, String name) {

    /** The column that every tenant table leads its keys with. */
    static final String CUSTOMER_ID = "customer_id";

    /**
     * The tenant table that this part of a statement names without an alias; null when it is anything else. A part
     * under an alias has the alias for its name and no schema, so it isn't mistaken for a table of that name.
     */
    static @Nullable TenantTable namedBy(QueryPart part, TenantTables tables) {
        if (!(part instanceof TableImpl<?> table)) {
            return null;
        }
        Schema in = table.getSchema();
        if (in == null || !tables.contains(in.getName(), table.getName())) {
            return null;
        }
        return new TenantTable(in.getName(), table.getName());
    }

    Name qualifiedName() {
        return DSL.name(schema, name);
    }

    /** {@code customer_id} of the table under the name that it has in the statement. */
    static Field<UUID> customerIdOf(Name range) {
        return DSL.field(range.append(CUSTOMER_ID), SQLDataType.UUID);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
