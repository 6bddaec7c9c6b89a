package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.script.ScriptReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.internal.sqlscript.SqlStatement;

/**
 * Sets before each migration how long its statements may wait and run; a migration that needs something else says
 * {@code set local} itself.
 */
final class TimeoutCallback implements Callback {

    /**
     * What can't run in a transaction, such as CREATE INDEX CONCURRENTLY, has a lock that only other changes of the
     * table wait for, and waits itself until every transaction that is older has ended: given up, it leaves an invalid
     * index. So a script with one such statement has this for all of them. Where each could be in a transaction and
     * merely was not put into one, such as an ALTER TABLE, everybody waits as they would there.
     */
    static final Duration OUTSIDE_OF_TRANSACTIONS = Duration.ofMinutes(10);

    private final Patience patience;
    private final Login login;

    TimeoutCallback(Patience patience, Login login) {
        this.patience = patience;
        this.login = login;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        Connection connection = context.getConnection();
        try (Statement statement = connection.createStatement()) {
            boolean isTransaction = !connection.getAutoCommit();
            Duration lock =
                    isTransaction || couldBeTransaction(context) ? patience.lockTimeout() : OUTSIDE_OF_TRANSACTIONS;
            long longest = isTransaction ? patience.statementTimeout().toMillis() : 0;
            statement.execute("set lock_timeout = " + lock.toMillis());
            statement.execute("set statement_timeout = " + longest);
        } catch (SQLException e) {
            throw new FlywayException("Timeouts could not be set: " + e.getMessage(), e);
        }
    }

    private boolean couldBeTransaction(Context context) {
        List<SqlStatement> statements = new ScriptReader(context.getConfiguration(), login.username(), login.database())
                .read(context.getMigrationInfo(), false)
                .statements();
        return !statements.isEmpty() && statements.stream().allMatch(SqlStatement::canExecuteInTransaction);
    }

    @Override
    public String getCallbackName() {
        return "timeouts";
    }
}
