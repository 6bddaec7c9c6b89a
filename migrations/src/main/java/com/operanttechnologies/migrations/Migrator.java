package com.operanttechnologies.migrations;

import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.MigrateResult;
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

    private Migrator(Login login, List<String> locations) {
        this.login = login;
        this.locations = locations;
    }

    /**
     * A migrator of the layer's own migrations.
     *
     * @param login of {@code operant_migrator} or another member of {@code operant_owner}
     */
    public static Migrator of(Login login) {
        return new Migrator(login, List.of(OWN_LOCATION));
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
        return new Migrator(login, List.copyOf(all));
    }

    /**
     * Applies every pending migration, each in its own transaction.
     *
     * @return how many were applied
     * @throws FlywayException when an applied migration was changed, or a pending one fails; that one is rolled back
     */
    public int migrate() {
        MigrateResult result = flyway().migrate();
        return result.migrationsExecuted;
    }

    /**
     * Checks that what was applied is what this module holds.
     *
     * @throws FlywayException naming every migration that was changed, is missing or is pending
     */
    public void validate() {
        flyway().validate();
    }

    private Flyway flyway() {
        FluentConfiguration configuration = Flyway.configure(Migrator.class.getClassLoader())
                .dataSource(login.url(), login.username(), login.password())
                .loggers("slf4j")
                .locations(locations.toArray(String[]::new))
                .defaultSchema("tenancy")
                .validateOnMigrate(true)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .baselineOnMigrate(false)
                .outOfOrder(false)
                .failOnMissingLocations(true);
        // With a transactional lock CREATE INDEX CONCURRENTLY waits for ever for the transaction that holds the lock.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return configuration.load();
    }
}
