package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** SQL as somebody sends it who has the runtime role's login and a Customer's token, past the layer, as with psql. */
final class RuntimeSql {

    private RuntimeSql() {}

    /** Runs a statement in a transaction of its own. */
    static int run(TestSessions sessions, TenantScope scope, String sql, Object... parameters) throws SQLException {
        String token = sessions.read(
                scope,
                session -> String.valueOf(session.dsl().fetchValue("select current_setting('operant.context')")));
        Login runtime = TestDatabase.database().login(DatabaseRole.RUNTIME);
        try (Connection connection = runtime.connect()) {
            connection.setAutoCommit(false);
            try (PreparedStatement bind = connection.prepareStatement("select tenancy.bind(?, false)")) {
                bind.setString(1, token);
                bind.execute();
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                int rows = statement.executeUpdate();
                connection.commit();
                return rows;
            }
        }
    }

    /** SQLState and constraint of a statement that the server refuses, such as {@code 23514 outage_ends_once}. */
    static String refusal(TestSessions sessions, TenantScope scope, String sql, Object... parameters) {
        try {
            return "not refused: " + run(sessions, scope, sql, parameters) + " rows";
        } catch (PSQLException e) {
            ServerErrorMessage server = e.getServerErrorMessage();
            String constraint = server == null ? null : server.getConstraint();
            return e.getSQLState() + (constraint == null ? "" : " " + constraint);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
