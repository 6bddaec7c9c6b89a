package com.operanttechnologies.persistence.internal.pool;

import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.internal.jooq.TenantTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/** The register of tenant tables, as {@code tenancy.protect()} keeps it. */
public final class RegisteredTables {

    private static final String ALL = "select schema_name, table_name from tenancy.tenant_table";

    private static final String READABLE = """
            select t.schema_name, t.table_name
              from tenancy.tenant_table t
              join pg_catalog.pg_namespace n on n.nspname = t.schema_name
              join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = t.table_name
             where not exists (
                 select from pg_catalog.pg_attribute a
                  where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                    and not has_column_privilege(c.oid, a.attnum, 'select'))""";

    private RegisteredTables() {}

    /**
     * Reads the register.
     *
     * @throws UnavailableException when the database isn't migrated, or can't be read
     */
    public static TenantTables read(ConnectionPool pool) {
        return read(pool, ALL);
    }

    /**
     * Those of them of which the login may read every column. The layer's predicate names all columns of a table, so
     * where one is not for the login, as a credential is not for support, row-level security does without it.
     *
     * @throws UnavailableException as {@link #read(ConnectionPool)}
     */
    public static TenantTables readable(ConnectionPool pool) {
        return read(pool, READABLE);
    }

    private static TenantTables read(ConnectionPool pool, String sql) {
        Set<String> names = new HashSet<>();
        try (Connection connection = pool.borrow();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                names.add(rows.getString(1) + "." + rows.getString(2));
            }
        } catch (SQLException e) {
            throw new UnavailableException("The register of tenant tables can't be read (SQLState " + e.getSQLState()
                    + "); has the database been migrated?");
        }
        return TenantTables.of(names);
    }
}
