package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.script.Script;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.function.Function;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Has a migration outside of transactions on record as failed for as long as it runs, unless it may run twice. When its
 * connection or the migrator is lost, Flyway writes nothing, and nobody knows what was committed: then the record
 * stays, and the next run stops before the migration instead of doing it once more.
 */
final class InDoubtCallback implements Callback {

    private static final int SECONDS_TO_ANSWER = 5;

    private final Login login;
    private final String history;
    private final Function<MigrationInfo, Script> scripts;
    /** The one that runs now, when it had to be put on record. */
    private @Nullable MigrationInfo recorded;

    InDoubtCallback(Login login, String history, Function<MigrationInfo, Script> scripts) {
        this.login = login;
        this.history = history;
        this.scripts = scripts;
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE
                || event == Event.AFTER_EACH_MIGRATE_ERROR;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        MigrationInfo migration = context.getMigrationInfo();
        Connection connection = context.getConnection();
        try {
            if (event == Event.BEFORE_EACH_MIGRATE) {
                recorded = null;
                if (isConcerned(scripts.apply(migration))) {
                    record(connection, migration);
                    recorded = migration;
                }
            } else if (recorded != null && connection.isValid(SECONDS_TO_ANSWER)) {
                // What has failed Flyway puts on record itself.
                forget(connection, recorded);
                recorded = null;
            }
        } catch (SQLException e) {
            throw new FlywayException(
                    "The beginning or end of " + migration.getScript() + " could not be put on record: "
                            + e.getMessage(),
                    e);
        }
    }

    private static boolean isConcerned(Script script) {
        return !script.isTransactional() && !Restart.mayRunTwice(script);
    }

    private void record(Connection connection, MigrationInfo migration) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into " + history
                + " (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)"
                + " select coalesce(max(installed_rank), 0) + 1, ?, ?, ?, ?, ?, ?, 0, false from " + history)) {
            insert.setString(
                    1,
                    migration.getVersion() == null
                            ? null
                            : migration.getVersion().getVersion());
            insert.setString(2, migration.getDescription());
            insert.setString(3, migration.getType().name());
            insert.setString(4, migration.getScript());
            insert.setObject(5, migration.getChecksum());
            insert.setString(6, login.username());
            insert.executeUpdate();
        }
    }

    private void forget(Connection connection, MigrationInfo migration) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from " + history + " where not success and script = ?")) {
            delete.setString(1, migration.getScript());
            delete.executeUpdate();
        }
    }

    @Override
    public String getCallbackName() {
        return "in doubt";
    }
}
