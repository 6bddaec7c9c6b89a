package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateException;
import com.operanttechnologies.migrations.plan.MigrationPlan;
import com.operanttechnologies.migrations.plan.Rehearsal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Applies the migrations with Flyway, with settings that are safe on a database in use: what is already applied is
 * validated first, nothing is ever cleaned, and a statement that waits for a lock gives up instead of blocking everyone
 * who queues behind it. Role and lock timeout are set by {@code afterConnect.sql} beside the migrations, so that they
 * hold for any other Flyway as well.
 *
 * <p>Immutable and safe for use by several threads; Flyway lets one migrator at a time work on a database.
 */
public final class Migrator {

    private static final String OWN_LOCATION = "classpath:db/migration";

    private static final UnaryOperator<FluentConfiguration> IGNORING_PENDING =
            configuration -> configuration.ignoreMigrationPatterns("*:pending", "*:future");

    private static final UnaryOperator<FluentConfiguration> IGNORING_MISSING =
            configuration -> configuration.ignoreMigrationPatterns("*:missing", "*:future");

    private final MigrationSettings settings;

    private Migrator(MigrationSettings settings) {
        this.settings = settings;
    }

    /**
     * A migrator of the layer's own migrations.
     *
     * @param login of {@code operant_migrator} or another member of {@code operant_owner}
     */
    public static Migrator of(Login login) {
        return new Migrator(new MigrationSettings(login, List.of(OWN_LOCATION), Set.of(), Patience.DEFAULT));
    }

    /**
     * The same with further migrations, such as those of a product team's own tables. They share one history, so
     * their versions must not repeat any of the layer's, which are below 1000.
     *
     * @param location a Flyway location, such as {@code classpath:db/signage} or {@code filesystem:sql}
     */
    public Migrator withLocation(String location) {
        List<String> all = new ArrayList<>(settings.locations());
        all.add(location);
        return new Migrator(
                new MigrationSettings(settings.login(), List.copyOf(all), settings.accepted(), settings.patience()));
    }

    /**
     * The same, going on although the server itself breaks a rule that no SQL mends, such as {@code server-rls-hole} on
     * a server that can't be updated yet. The finding stays in every report.
     *
     * @param rule id of a rule about the server, which begins with {@code server-}
     */
    public Migrator accepting(String rule) {
        if (!Gate.acceptable().contains(rule)) {
            throw new IllegalArgumentException("Rule " + rule + " can't be accepted, only mended; acceptable are "
                    + String.join(", ", Gate.acceptable()));
        }
        Set<String> all = new HashSet<>(settings.accepted());
        all.add(rule);
        return new Migrator(
                new MigrationSettings(settings.login(), settings.locations(), Set.copyOf(all), settings.patience()));
    }

    /** The same with another patience. */
    public Migrator withPatience(Patience other) {
        return new Migrator(new MigrationSettings(settings.login(), settings.locations(), settings.accepted(), other));
    }

    /**
     * Applies every pending migration, each in its own transaction, and checks the rules of the database: in the
     * transaction of each migration from version 1000 on and of the last of the layer's own, and at the end where there
     * was none. See {@link Gate}.
     *
     * <p>It can be ended anywhere and run again: what was not committed is rolled back, and of what can't be, invalid
     * indexes that CREATE INDEX CONCURRENTLY leaves are dropped before the next attempt.
     *
     * @return how many were applied
     * @throws FlywayException when an applied migration was changed, or a pending one fails; that one is rolled back
     * @throws MigratorBlockedException when another migrator is at work, or others hold what a migration has to lock,
     *     for longer than the {@link Patience} of this one
     * @throws GateException when the database breaks a rule, with all findings; the migration that broke it is rolled
     *     back, unless it was one that can't run in a transaction
     */
    public int migrate() {
        return new MigrationRun(settings).run();
    }

    /**
     * Who migrates the database at the moment, in words; nobody where it is empty.
     *
     * @throws SQLException when the server can't be reached
     */
    public List<String> others() throws SQLException {
        return OtherMigrators.of(settings.login());
    }

    /**
     * Records the layer's own migrations as applied, and runs none of them: for a database that has the layer's schema
     * without a history, such as one that was restored without. Other locations stay pending.
     *
     * @return how many were recorded
     * @throws FlywayException when the database has a history
     * @throws GateException when it isn't what this version's migrations would have made
     * @throws SQLException when the server can't be reached
     */
    public int baseline() throws SQLException {
        MigrationSettings own = new MigrationSettings(
                settings.login(), List.of(OWN_LOCATION), settings.accepted(), settings.patience());
        new MigrationRun(own).awaitOthers();
        int applied = own.flyway().info().applied().length;
        if (applied > 0) {
            throw new FlywayException("The database has a history of " + applied
                    + " migrations already; a baseline is for one that has none. See operant-db status");
        }
        try (Connection connection = settings.login().connect();
                Statement statement = connection.createStatement()) {
            Baseline.requireLayer(connection, settings.accepted());
            int recorded = own.flyway(configuration -> configuration
                            .skipExecutingMigrations(true)
                            .baselineOnMigrate(true)
                            .baselineVersion(Baseline.BEFORE_ALL))
                    .migrate()
                    .migrationsExecuted;
            // Flyway's own marker; exports compare the versions of their databases.
            statement.execute("set role operant_owner");
            statement.execute("delete from tenancy.flyway_schema_history where type = 'BASELINE' and version = '"
                    + Baseline.BEFORE_ALL + "'");
            return recorded;
        }
    }

    /** What is wrong with the migrations that were applied, in words: changed since, failed, or missing here. */
    public List<String> faults() {
        Flyway flyway = settings.flyway(IGNORING_PENDING);
        return flyway.info().applied().length == 0
                ? List.of()
                : flyway.validateWithResult().invalidMigrations.stream()
                        .map(invalid -> invalid.filepath + ": " + invalid.errorDetails.errorMessage)
                        .toList();
    }

    /** What {@link #repair()} would do to the history, in words. */
    public List<String> repairs() {
        return Repairs.of(settings.flyway(IGNORING_MISSING).info().all());
    }

    /**
     * Brings the history into line with the files, and changes nothing else of the database: forgets those that failed,
     * and takes checksums, descriptions and types of those applied from the files. One whose file is missing stays, or
     * a forgotten {@link #withLocation} would have it applied once more.
     *
     * @throws FlywayException when the history can't be changed
     */
    public void repair() {
        settings.flyway(IGNORING_MISSING).repair();
    }

    /**
     * What {@link #migrate()} would do, found out by running the pending migrations in a transaction that is rolled
     * back: each statement's locks, on which tables and of what size, and what the gate says to the result. It takes
     * those locks, and keeps others waiting as the migrations would, but not for longer than it was allowed.
     *
     * <p>What can't run in a transaction is told and not run. Callbacks of other locations aren't run either. Nothing
     * is rolled back of what PostgreSQL doesn't roll back itself, such as the values of sequences.
     *
     * @param lockTimeout how long a statement waits for a lock, and lets others queue behind it
     * @param longest for how long others may be kept waiting for what was locked
     * @throws SQLException when the server can't be reached or the login isn't a member of {@code operant_owner}
     */
    public MigrationPlan plan(Duration lockTimeout, Duration longest) throws SQLException {
        Flyway flyway = settings.flyway(IGNORING_PENDING);
        MigrationInfo[] pending = flyway.info().pending();
        GateCallback gate = new GateCallback(pending, settings.accepted());
        List<String> refusals = faults();
        try (Connection connection = settings.login().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(SqlResource.read("/db/migration/afterConnect.sql"));
            statement.execute("set lock_timeout = " + lockTimeout.toMillis());
            return new Rehearsal(connection, flyway.getConfiguration(), longest).run(pending, gate::isDue, refusals);
        }
    }

    /** What was applied and what is pending, in the order of versions. */
    public List<AppliedMigration> info() {
        return Arrays.stream(settings.flyway().info().all())
                .map(AppliedMigration::of)
                .toList();
    }

    /**
     * Checks that what was applied is what this module holds.
     *
     * @throws FlywayException naming every migration that was changed, is missing or is pending
     */
    public void validate() {
        settings.flyway().validate();
    }
}
