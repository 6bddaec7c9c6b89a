package com.operanttechnologies.migrations;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/** Where migrations are applied, which, and how Flyway is told to. */
record MigrationSettings(Login login, List<String> locations, Set<String> accepted, Patience patience) {

    Flyway flyway(Callback... callbacks) {
        return flyway(configuration -> configuration.callbacks(callbacks));
    }

    Flyway flyway(UnaryOperator<FluentConfiguration> with) {
        FluentConfiguration configuration = Flyway.configure(MigrationSettings.class.getClassLoader())
                .dataSource(login.url(), login.username(), login.password())
                .loggers("slf4j")
                // Not operant_owner, which every migrator becomes.
                .installedBy(login.username())
                .locations(locations.toArray(String[]::new))
                .defaultSchema("tenancy")
                .validateOnMigrate(true)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .baselineOnMigrate(false)
                .lockRetryCount(Math.max(1, (int) patience.otherMigrator().toSeconds()))
                // The next release of the layer has lower versions than a team's migrations that are there already.
                .outOfOrder(true)
                .failOnMissingLocations(true);
        // With a transactional lock CREATE INDEX CONCURRENTLY waits for ever for the transaction that holds the lock.
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        return with.apply(configuration).load();
    }
}
