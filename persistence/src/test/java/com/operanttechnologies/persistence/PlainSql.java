package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * SQL as psql sends it: as a role of the database, on a connection of its own, in a transaction that may be bound to a
 * scope. What isn't committed is rolled back.
 */
public final class PlainSql implements AutoCloseable {

    private final Connection connection;

    private PlainSql(Login login) throws SQLException {
        connection = login.connect();
        connection.setAutoCommit(false);
    }

    /** As the runtime role, bound to a scope. */
    public static PlainSql bound(TestSessions sessions, TenantScope scope) throws SQLException {
        PlainSql sql = as(DatabaseRole.RUNTIME);
        sql.answer("select tenancy.bind(?, false)", token(sessions, scope));
        return sql;
    }

    /** As a role, bound to nothing. */
    public static PlainSql as(DatabaseRole role) throws SQLException {
        return new PlainSql(TestDatabase.database().login(role));
    }

    /** As the superuser: to arrange or to break something. */
    public static PlainSql asSuperuser() throws SQLException {
        return new PlainSql(TestDatabase.database().administrator());
    }

    /** Executes statements as the runtime role, in one transaction of the scope, and commits. */
    public static void execute(TenantScope scope, String... statements) throws SQLException {
        try (PlainSql sql = bound(TestSessions.open(), scope);
                Statement statement = sql.connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
            sql.connection.commit();
        }
    }

    /** The same, of which the last is refused: SQLState and constraint, such as "23514 entry_pkey". */
    public static String refusal(TenantScope scope, String... statements) {
        try {
            execute(scope, statements);
        } catch (PSQLException e) {
            return refusal(e);
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
    public static String refusal(PSQLException refused) {
        ServerErrorMessage server = refused.getServerErrorMessage();
        String constraint = server == null ? null : server.getConstraint();
        return refused.getSQLState() + (constraint == null ? "" : " " + constraint);
    }

    /** The scope's token, as the layer seals it. */
    public static String token(TestSessions sessions, TenantScope scope) {
        return sessions.read(
                scope,
                session -> String.valueOf(session.dsl().fetchValue("select current_setting('operant.context')")));
    }

    /**
     * What the server answers to a statement: how many rows it changed, or how many it returned, or its SQLState and,
     * after a space, the constraint that it names. An error leaves the transaction as it was before.
     */
    public String answer(String sql, @Nullable Object... parameters) {
        try {
            Savepoint before = connection.setSavepoint();
            try (PreparedStatement statement = prepare(sql, parameters)) {
                if (!statement.execute()) {
                    return String.valueOf(statement.getUpdateCount());
                }
                int rows = 0;
                while (statement.getResultSet().next()) {
                    rows++;
                }
                return String.valueOf(rows);
            } catch (PSQLException e) {
                connection.rollback(before);
                return refusal(e);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Expects that the server refuses a statement, with {@link #answer} as its answer. */
    public void assertRefused(String answer, String sql, @Nullable Object... parameters) {
        assertThat(answer(sql, parameters)).as(sql).isEqualTo(answer);
    }

    /** The first column of the only row, as text. */
    public String value(String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(sql, parameters);
                ResultSet row = statement.executeQuery()) {
            assertThat(row.next()).as(sql).isTrue();
            return row.getString(1);
        }
    }

    /** The answer to a statement that has to wait for a lock of somebody else's transaction first. */
    public Future<String> answerAfterWaiting(String sql, Object... parameters) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Future<?> waiting = Concurrently.startAndExpectToWait(() -> answer.complete(answer(sql, parameters)));
        if (waiting.isDone()) {
            throw new AssertionError("should have waited, but didn't");
        }
        return answer.orTimeout(1, TimeUnit.MINUTES);
    }

    public void commit() {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        connection.rollback();
        connection.close();
    }
}
