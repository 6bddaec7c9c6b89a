package com.operanttechnologies.persistence.crypto;

import com.operanttechnologies.persistence.TenantSession;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * A column that holds sealed values, or could: what is neither a number nor a time nor a key. Read from the catalogue,
 * so that a product team's columns are known as the layer's own are.
 *
 * @param sealed whether {@code tenancy.classify_sealed()} says so
 * @param bytes whether it is {@code bytea}
 * @param readable whether the session's login may read it
 * @param changeable whether it may change it
 * @param row the primary key's column beside the Customer, if that is a single uuid
 */
record StoredColumn(
        String schema,
        String table,
        String column,
        boolean sealed,
        boolean bytes,
        boolean readable,
        boolean changeable,
        @Nullable String row) {

    /** Partitions are read and changed through their parents. */
    private static final String ALL = """
            select n.nspname::text, c.relname::text, a.attname::text, coalesce(k.is_sealed, false),
                   a.atttypid = 'bytea'::regtype,
                   has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select'),
                   has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'update'),
                   (select r.attname::text
                      from pg_catalog.pg_index i
                      join pg_catalog.pg_attribute o on o.attrelid = i.indrelid and o.attnum = i.indkey[0]
                      join pg_catalog.pg_attribute r on r.attrelid = i.indrelid and r.attnum = i.indkey[1]
                     where i.indrelid = c.oid and i.indisprimary and i.indnkeyatts = 2
                       and o.attname = 'customer_id' and r.atttypid = 'uuid'::regtype)
              from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              join pg_catalog.pg_type y on y.oid = a.atttypid
              left join tenancy.tenant_table t on (t.schema_name, t.table_name) = (n.nspname, c.relname)
              left join tenancy.column_class k
                on (k.schema_name, k.table_name, k.column_name) = (n.nspname, c.relname, a.attname)
             where not c.relispartition
               and (k.is_sealed
                    or t.table_name is not null and y.typcategory in ('S', 'A', 'C', 'U')
                       and a.atttypid <> 'uuid'::regtype)
             order by 1, 2, 3""";

    /** All such columns of the database's tenant tables, and what else is said to be sealed. */
    static List<StoredColumn> all(TenantSession session) {
        return session.dsl().fetch(ALL).map(StoredColumn::of);
    }

    /** Those of them that a renewal seals again. */
    static List<SealedColumn> renewable(TenantSession session) {
        return all(session).stream()
                .flatMap(column -> column.renewable().stream())
                .toList();
    }

    private static StoredColumn of(Record row) {
        return new StoredColumn(
                row.get(0, String.class),
                row.get(1, String.class),
                row.get(2, String.class),
                row.get(3, boolean.class),
                row.get(4, boolean.class),
                row.get(5, boolean.class),
                row.get(6, boolean.class),
                row.get(7, String.class));
    }

    Optional<SealedColumn> renewable() {
        return sealed && bytes && readable && changeable && row != null
                ? Optional.of(new SealedColumn(schema, table, column, row))
                : Optional.empty();
    }

    /** Whether nobody can tell through this login what it holds, though it may well hold sealed values. */
    boolean isHidden() {
        return !readable && (sealed || bytes);
    }

    String qualifiedTable() {
        return schema + "." + table;
    }

    @Override
    public String toString() {
        return qualifiedTable() + "." + column;
    }
}
