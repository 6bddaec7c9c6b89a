package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The databases that the isolation tests of a run share, and the outcomes of all of them, written down at its end. */
final class SharedArenas implements AutoCloseable {

    /** Of all classes of this JVM, each of which may be a run of its own to JUnit. */
    private static final OutcomeTable OUTCOMES = new OutcomeTable();

    private static final Path REPORT = Path.of("target", System.getProperty("attacks.report", "attacks.txt"));

    private final ThrowawayDatabase hardenedDatabase;
    private final ThrowawayDatabase openDatabase;
    private final Arena hardened;
    private final Arena open;

    SharedArenas(PostgresUnderTest server) throws SQLException {
        hardenedDatabase = server.newDatabase();
        hardened = Arena.open(hardenedDatabase);
        openDatabase = hardened.copy();
        // As where a provider gives no superuser: then the seal alone has to hold.
        execute(
                openDatabase,
                "grant execute on function pg_catalog.set_config(text, text, boolean) to public",
                "grant usage on language plpgsql to public");
        open = hardened.on(openDatabase);
    }

    /** As an administrator with superuser's rights leaves it. */
    Arena hardened() {
        return hardened;
    }

    /** The same without what only a superuser can revoke. */
    Arena open() {
        return open;
    }

    OutcomeTable outcomes() {
        return OUTCOMES;
    }

    /** A test for each attack and table. */
    Stream<DynamicTest> tests(String database, Arena arena, Stream<Attack> attacks) {
        return attacks.flatMap(attack -> attack.aim(arena).stream())
                .map(aimed -> DynamicTest.dynamicTest(aimed.name(), () -> {
                    Outcome outcome = aimed.attempt();
                    OUTCOMES.add(database, outcome);
                    if (!outcome.passes()) {
                        throw new AssertionError(outcome.toString());
                    }
                }));
    }

    static void execute(ThrowawayDatabase database, String... statements) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        OUTCOMES.write(REPORT);
        hardened.close();
        open.close();
        openDatabase.close();
        hardenedDatabase.close();
    }
}
