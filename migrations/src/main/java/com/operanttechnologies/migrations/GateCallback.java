package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateException;
import com.operanttechnologies.migrations.gate.GateReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.jspecify.annotations.Nullable;

/**
 * Runs the gate in the transaction of a migration, before it is committed: after the last of the layer's own, which are
 * made for each other, and after each of a team's. So what breaks a rule is rolled back with the migration that did it.
 *
 * <p>A migration that can't run in a transaction, such as CREATE INDEX CONCURRENTLY, is left to {@link #finish}.
 */
final class GateCallback implements Callback {

    private static final MigrationVersion FIRST_OF_A_TEAM = MigrationVersion.fromVersion("1000");

    private final Set<String> accepted;
    private final @Nullable MigrationVersion lastOfTheLayer;
    private boolean open = true;

    GateCallback(MigrationInfo[] pending, Set<String> accepted) {
        this.accepted = accepted;
        this.lastOfTheLayer = Arrays.stream(pending)
                .map(MigrationInfo::getVersion)
                .filter(version -> version != null && version.compareTo(FIRST_OF_A_TEAM) < 0)
                .max(MigrationVersion::compareTo)
                .orElse(null);
    }

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.AFTER_EACH_MIGRATE;
    }

    @Override
    public boolean canHandleInTransaction(Event event, Context context) {
        return true;
    }

    @Override
    public void handle(Event event, Context context) {
        MigrationInfo migration = context.getMigrationInfo();
        open = true;
        try {
            if (isDue(migration) && !context.getConnection().getAutoCommit()) {
                check(
                        context.getConnection(),
                        "Migration " + migration.getScript() + " breaks rules of the database, and is rolled back:");
            }
        } catch (SQLException e) {
            throw new FlywayException("The migration gate could not read the catalogue: " + e.getMessage(), e);
        }
    }

    /** Whether the gate is asked after this one. */
    boolean isDue(MigrationInfo migration) {
        MigrationVersion version = migration.getVersion();
        return version == null || version.compareTo(FIRST_OF_A_TEAM) >= 0 || version.equals(lastOfTheLayer);
    }

    /** Checks once more where nothing was applied, or the last thing could not be checked before it was committed. */
    void finish(Login login) {
        if (!open) {
            return;
        }
        try (Connection connection = login.connect()) {
            check(connection, "The database breaks rules:");
        } catch (SQLException e) {
            throw new FlywayException("The migration gate could not read the catalogue: " + e.getMessage(), e);
        }
    }

    private void check(Connection connection, String what) throws SQLException {
        GateReport report = Gate.check(connection);
        if (!report.passedExcept(accepted)) {
            throw new GateException(what, report);
        }
        open = false;
    }

    @Override
    public String getCallbackName() {
        return "gate";
    }
}
