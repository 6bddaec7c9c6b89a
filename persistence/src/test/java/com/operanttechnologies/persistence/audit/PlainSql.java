package com.operanttechnologies.persistence.audit;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.postgresql.util.PSQLException;

/** SQL as the runtime role over plain JDBC, as psql would send it: with a valid token, and past everything in Java. */
public final class PlainSql {

    private PlainSql() {}

    /** Executes statements in one transaction of the scope, and commits. */
    public static void execute(TenantScope scope, String... statements) throws SQLException {
        String token = TestSessions.open()
                .read(
                        scope,
                        session ->
                                String.valueOf(session.dsl().fetchValue("select current_setting('operant.context')")));
        Login runtime = TestDatabase.database().login(DatabaseRole.RUNTIME);
        try (Connection connection = runtime.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select tenancy.bind('" + token + "', false)");
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    /** SQLState and constraint by which the database refuses the last of the statements, such as "23514 entry_pkey". */
    public static String refusal(TenantScope scope, String... statements) {
        try {
            execute(scope, statements);
        } catch (PSQLException e) {
            return answer(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return "not refused";
    }

    /** What the server says in that case, with everything that a client is told. */
    public static String message(TenantScope scope, String... statements) {
        try {
            execute(scope, statements);
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
        return "not refused";
    }

    /** SQLState and constraint, where there is one. */
    public static String answer(PSQLException refused) {
        String constraint =
                Objects.requireNonNull(refused.getServerErrorMessage()).getConstraint();
        return refused.getSQLState() + (constraint == null ? "" : " " + constraint);
    }
}
