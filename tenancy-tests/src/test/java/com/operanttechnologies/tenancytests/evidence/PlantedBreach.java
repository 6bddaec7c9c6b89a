package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Evidence of a database one of whose tables was opened on purpose. */
final class PlantedBreach {

    static final String TABLE = "stage.dashboard";

    private static final List<String> BREAK = List.of(
            "drop policy tenant_fence on stage.dashboard",
            "alter policy tenant on stage.dashboard using (true) with check (true)");

    private PlantedBreach() {}

    static Evidence evidence(PostgresUnderTest server) throws SQLException {
        try (ThrowawayDatabase database = server.newDatabase()) {
            execute(database, BREAK);
            return new Proof(
                            server.administrator(),
                            PromisedTests.find(Path.of(".."), List.of()),
                            Proof.MutantChoice.NONE,
                            Progress.SILENT)
                    .of(database, table -> table.toString().equals(TABLE), "prove <a table> & \"more\"");
        }
    }

    static void execute(ThrowawayDatabase database, List<String> statements) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
