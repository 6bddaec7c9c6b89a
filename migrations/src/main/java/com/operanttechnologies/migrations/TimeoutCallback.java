package com.operanttechnologies.migrations;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Sets before each migration how long its statements may wait and run; a migration that needs something else says
 * {@code set local} itself.
 */
final class TimeoutCallback implements Callback {

    /**
     * What runs outside of transactions has a lock that only other changes of the table wait for, and waits itself
     * until every transaction that is older has ended.
     */
    private static final Duration OUTSIDE_OF_TRANSACTIONS = Duration.ofMinutes(10);

    private final Patience patience;

    TimeoutCallback(Patience patience) {
        this.patience = patience;
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
            Duration lock = isTransaction ? patience.lockTimeout() : OUTSIDE_OF_TRANSACTIONS;
            long longest = isTransaction ? patience.statementTimeout().toMillis() : 0;
            statement.execute("set lock_timeout = " + lock.toMillis());
            statement.execute("set statement_timeout = " + longest);
        } catch (SQLException e) {
            throw new FlywayException("Timeouts could not be set: " + e.getMessage(), e);
        }
    }

    @Override
    public String getCallbackName() {
        return "timeouts";
    }
}
