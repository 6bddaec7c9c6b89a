package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.attack.IsolationSuite;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What an attack on a broken copy may have made that belongs to the whole server: the copy doesn't take it along. */
final class ServerObjects {

    private static final String NAME = IsolationSuite.MADE_ON_SERVER;

    private ServerObjects() {}

    /** Removes the role and the database that attacks try to make, and nothing that is anybody else's. */
    static void remove(Connection administrator) throws SQLException {
        try (Statement statement = administrator.createStatement()) {
            statement.execute("drop database if exists " + NAME + " with (force)");
            if (isThere(statement)) {
                statement.execute("drop owned by " + NAME + " cascade");
                statement.execute("drop role " + NAME);
            }
        }
    }

    private static boolean isThere(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select from pg_roles where rolname = '" + NAME + "'")) {
            return row.next();
        }
    }
}
