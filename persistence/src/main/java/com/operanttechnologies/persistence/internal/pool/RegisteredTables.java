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

    private RegisteredTables() {}

    /**
     * Reads the register.
     *
     * @throws UnavailableException when the database isn't migrated, or can't be read
     */
    public static TenantTables read(ConnectionPool pool) {
        Set<String> names = new HashSet<>();
        try (Connection connection = pool.borrow();
                PreparedStatement statement =
                        connection.prepareStatement("select schema_name, table_name from tenancy.tenant_table");
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
