package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What the database says to a statement that the runtime role sends without the layer, as over psql. */
final class PlainSql {

    private static @Nullable Connection shared;

    private PlainSql() {}

    /** How many rows it changed; it is kept. */
    static int execute(TenantScope scope, String sql) throws SQLException {
        String token = TestSessions.open()
                .transact(
                        scope,
                        session ->
                                String.valueOf(session.dsl().fetchValue("select current_setting('operant.context')")));
        synchronized (PlainSql.class) {
            Connection connection = connection();
            try (Statement statement = connection.createStatement()) {
                statement.execute("select tenancy.bind('" + token + "', false)");
                int changed = statement.executeUpdate(sql);
                connection.commit();
                return changed;
            } finally {
                connection.rollback();
            }
        }
    }

    /** One for all tests, as signing in takes longer than the statement. */
    private static Connection connection() throws SQLException {
        Connection connection = shared;
        if (connection == null) {
            connection = TestDatabase.database().login(DatabaseRole.RUNTIME).connect();
            connection.setAutoCommit(false);
            shared = connection;
        }
        return connection;
    }

    /** The SQLState, and the constraint's name if there is one, of a statement that is refused. */
    static String refusal(TenantScope scope, String sql) throws SQLException {
        try {
            execute(scope, sql);
            return "not refused";
        } catch (PSQLException e) {
            ServerErrorMessage server = Objects.requireNonNull(e.getServerErrorMessage());
            return server.getConstraint() == null ? e.getSQLState() : e.getSQLState() + " " + server.getConstraint();
        }
    }
}
