package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

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

    private final Login login;
    private final List<String> locations;
    private final Set<String> accepted;

    private Migrator(Login login, List<String> locations, Set<String> accepted) {
        this.login = login;
        this.locations = locations;
        this.accepted = accepted;
    }

    /**
     * A migrator of the layer's own migrations.
     *
     * @param login of {@code operant_migrator} or another member of {@code operant_owner}
     */
    public static Migrator of(Login login) {
        return new Migrator(login, List.of(OWN_LOCATION), Set.of());
    }

    /**
     * The same with further migrations, such as those of a product team's own tables. They share one history, so
     * their versions must not repeat any of the layer's, which are below 1000.
     *
     * @param location a Flyway location, such as {@code classpath:db/signage} or {@code filesystem:sql}
     */
    public Migrator withLocation(String location) {
        List<String> all = new ArrayList<>(locations);
        all.add(location);
        return new Migrator(login, List.copyOf(all), accepted);
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
        Set<String> all = new HashSet<>(accepted);
        all.add(rule);
        return new Migrator(login, locations, Set.copyOf(all));
    }

    /**
     * Applies every pending migration, each in its own transaction, and checks the rules of the database: in the
     * transaction of each migration from version 1000 on and of the last of the layer's own, and at the end where there
     * was none. See {@link Gate}.
     *
     * @return how many were applied
     * @throws FlywayException when an applied migration was changed, or a pending one fails; that one is rolled back
     * @throws GateException when the database breaks a rule, with all findings; the migration that broke it is rolled
     *     back, unless it was one that can't run in a transaction
     */
    public int migrate() {
        GateCallback gate = new GateCallback(flyway().info().pending(), accepted);
        int applied;
        try {
            applied = flyway(gate).migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw gateException(e).map(RuntimeException.class::cast).orElse(e);
        }
        gate.finish(login);
        return applied;
    }

    /** Flyway wraps what a callback throws. */
    private static Optional<GateException> gateException(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof GateException found) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    /** What was applied and what is pending, in the order of versions. */
    public List<AppliedMigration> info() {
        return Arrays.stream(flyway().info().all()).map(AppliedMigration::of).toList();
    }

    /**
     * Checks that what was applied is what this module holds.
     *
     * @throws FlywayException naming every migration that was changed, is missing or is pending
     */
    public void validate() {
        flyway().validate();
    }

    private Flyway flyway(Callback... callbacks) {
        FluentConfiguration configuration = Flyway.configure(Migrator.class.getClassLoader())
                .dataSource(login.url(), login.username(), login.password())
                .loggers("slf4j")
                .locations(locations.toArray(String[]::new))
                .defaultSchema("tenancy")
                .validateOnMigrate(true)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .baselineOnMigrate(false)
                // The next release of the layer has lower versions than a team's migrations that are there already.
                .outOfOrder(true)
                .failOnMissingLocations(true)
                .callbacks(callbacks);
        // With a transactional lock CREATE INDEX CONCURRENTLY waits for ever for the transaction that holds the lock.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }
}
