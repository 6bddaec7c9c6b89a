package com.operanttechnologies.tenancytests.catalogue;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Reads the tenant tables of a database.
 *
 * <p>A tenant table is an ordinary or partitioned table that is registered in {@code tenancy.tenant_table}, or has a
 * column {@code customer_id} and any grant, of the table or of a column, to somebody other than its owner. The second
 * half is there because a table that somebody forgot to protect isn't registered, and is just the one to attack. A
 * table that is granted to nobody, such as those of the schema {@code gateway}, is reached through functions only and
 * isn't one: no statement of the runtime role can name it, which the attacks on grants prove separately.
 */
public final class Catalogue {

    private Catalogue() {}

    /**
     * Every tenant table.
     *
     * @param connection of anybody who may read {@code tenancy.tenant_table}
     * @param runtimeRole the role that serves requests, whose privileges are asked
     */
    public static List<TenantTable> read(Connection connection, String runtimeRole) throws SQLException {
        List<TenantTable> tables = new ArrayList<>();
        query(connection, CatalogueQueries.TABLES, List.of(runtimeRole, runtimeRole), row -> {
            long oid = row.getLong(1);
            tables.add(new TenantTable(
                    new TableName(row.getString(2), row.getString(3)),
                    row.getBoolean(4),
                    columns(connection, oid, runtimeRole),
                    keys(connection, oid),
                    foreignKeys(connection, oid),
                    checks(connection, oid),
                    privileges(strings(row, 5))));
        });
        return List.copyOf(tables);
    }

    private static List<Column> columns(Connection connection, long oid, String role) throws SQLException {
        List<Column> columns = new ArrayList<>();
        query(
                connection,
                CatalogueQueries.COLUMNS,
                List.of(role, role, oid),
                row -> columns.add(new Column(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getInt(4),
                        row.getBoolean(5),
                        row.getString(6),
                        row.getBoolean(7),
                        strings(row, 8),
                        row.getBoolean(9),
                        row.getBoolean(10),
                        List.of())));
        return columns;
    }

    private static List<UniqueKey> keys(Connection connection, long oid) throws SQLException {
        List<UniqueKey> keys = new ArrayList<>();
        query(
                connection,
                CatalogueQueries.KEYS,
                List.of(oid),
                row -> keys.add(new UniqueKey(row.getString(1), strings(row, 3), row.getBoolean(2))));
        return keys;
    }

    private static List<ForeignKey> foreignKeys(Connection connection, long oid) throws SQLException {
        List<ForeignKey> keys = new ArrayList<>();
        query(
                connection,
                CatalogueQueries.FOREIGN_KEYS,
                List.of(oid),
                row -> keys.add(new ForeignKey(
                        row.getString(1),
                        strings(row, 4),
                        new TableName(row.getString(2), row.getString(3)),
                        strings(row, 5))));
        return keys;
    }

    private static List<Check> checks(Connection connection, long oid) throws SQLException {
        List<Check> checks = new ArrayList<>();
        query(
                connection,
                CatalogueQueries.CHECKS,
                List.of(oid, oid, oid),
                row -> checks.add(new Check(row.getString(1), strings(row, 4), row.getString(2), row.getBoolean(3))));
        return checks;
    }

    private static Set<Privilege> privileges(List<String> names) {
        Set<Privilege> privileges = EnumSet.noneOf(Privilege.class);
        names.forEach(name -> privileges.add(Privilege.valueOf(name)));
        return privileges;
    }

    private static List<String> strings(ResultSet row, int column) throws SQLException {
        Array array = row.getArray(column);
        return List.of((String[]) array.getArray());
    }

    private interface EachRow {
        void accept(ResultSet row) throws SQLException;
    }

    private static void query(Connection connection, String sql, List<?> parameters, EachRow each) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.accept(rows);
                }
            }
        }
    }
}
