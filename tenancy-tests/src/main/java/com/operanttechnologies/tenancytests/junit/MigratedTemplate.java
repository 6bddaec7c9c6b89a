package com.operanttechnologies.tenancytests.junit;

import com.operanttechnologies.migrations.AppliedMigration;
import com.operanttechnologies.migrations.Migrator;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.catalogue.TableName;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A database with the layer's migrations and some more, which is only copied, and what of it the layer had made.
 *
 * @param database nobody is connected to it
 * @param layers the layer's own tables
 */
record MigratedTemplate(ThrowawayDatabase database, Set<TableName> layers) implements AutoCloseable {

    private static final String TABLES = """
            select n.nspname, c.relname
              from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
             where c.relkind in ('r', 'p')""";

    private static final BigInteger FIRST_OF_A_TEAM = BigInteger.valueOf(1000);

    /**
     * Migrates one.
     *
     * @throws IllegalStateException when there is no migration, or one is refused, by PostgreSQL or by the gate
     */
    static MigratedTemplate of(PostgresUnderTest server, List<String> locations) {
        String what =
                locations.isEmpty() ? "The layer's migrations" : "The migrations in " + String.join(", ", locations);
        try {
            ThrowawayDatabase database = server.newDatabase();
            try {
                Set<TableName> layers = tables(database);
                if (!locations.isEmpty()) {
                    migrate(database, locations);
                }
                return new MigratedTemplate(database, layers);
            } catch (SQLException | RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (SQLException | RuntimeException e) {
            throw new IllegalStateException(what + " could not be applied. " + e.getMessage(), e);
        }
    }

    private static void migrate(ThrowawayDatabase database, List<String> locations) {
        // Whatever server it is: no Customer's rows will ever be in here.
        Migrator layers = Migrator.of(database.login(DatabaseRole.MIGRATOR)).accepting("server-rls-hole");
        Migrator teams = layers;
        for (String location : locations) {
            teams = teams.withLocation(location);
        }
        Set<AppliedMigration> added = new HashSet<>(teams.info());
        layers.info().forEach(added::remove);
        if (added.isEmpty()) {
            throw new IllegalStateException(
                    "There is none; name them like V1000__signage.sql, and check that they are on the class path");
        }
        List<String> tooLow = added.stream()
                .filter(MigratedTemplate::isTheLayers)
                .map(migration -> "V" + migration.version() + " " + migration.description())
                .sorted()
                .toList();
        if (!tooLow.isEmpty()) {
            throw new IllegalStateException("Versions below 1000 are the layer's, but there is "
                    + String.join(", ", tooLow) + "; give them 1000 or higher");
        }
        teams.migrate();
    }

    private static boolean isTheLayers(AppliedMigration migration) {
        return !migration.version().isEmpty()
                && new BigInteger(migration.version().split("[._]", -1)[0]).compareTo(FIRST_OF_A_TEAM) < 0;
    }

    private static Set<TableName> tables(ThrowawayDatabase database) throws SQLException {
        Set<TableName> names = new HashSet<>();
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TABLES)) {
            while (row.next()) {
                names.add(new TableName(row.getString(1), row.getString(2)));
            }
        }
        return Set.copyOf(names);
    }

    ThrowawayDatabase copy() {
        try {
            return database.copy();
        } catch (SQLException e) {
            throw new IllegalStateException("The migrated database could not be copied: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
