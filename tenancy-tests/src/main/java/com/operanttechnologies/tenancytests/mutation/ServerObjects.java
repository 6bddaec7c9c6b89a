package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/** Names of what belongs to the whole server, so that what an attack has made there can be removed. */
record ServerObjects(Set<String> databases, Set<String> roles) {

    static ServerObjects of(Connection administrator) throws SQLException {
        return new ServerObjects(
                names(administrator, "select datname from pg_database"),
                names(administrator, "select rolname from pg_roles"));
    }

    /** Removes what wasn't there. */
    void restore(Connection administrator) throws SQLException {
        ServerObjects now = of(administrator);
        try (Statement statement = administrator.createStatement()) {
            for (String database : now.databases) {
                if (!databases.contains(database)) {
                    statement.execute("drop database " + Sql.identifier(database) + " with (force)");
                }
            }
            for (String role : now.roles) {
                if (!roles.contains(role)) {
                    statement.execute("drop owned by " + Sql.identifier(role) + " cascade");
                    statement.execute("drop role " + Sql.identifier(role));
                }
            }
        }
    }

    private static Set<String> names(Connection administrator, String sql) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = administrator.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return names;
    }
}
