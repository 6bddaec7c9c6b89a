package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/** The databases that the isolation tests of a JVM share, and the outcomes of all of them. */
final class SharedArenas implements AutoCloseable {

    private static final Path REPORT = Path.of("target", System.getProperty("attacks.report", "attacks.txt"));

    private final ThrowawayDatabase hardenedDatabase;
    private final Arena hardened;
    private final OutcomeTable outcomes = new OutcomeTable();
    private @Nullable ThrowawayDatabase openDatabase;
    private @Nullable Arena open;

    SharedArenas(PostgresUnderTest server) throws SQLException {
        hardenedDatabase = server.newDatabase();
        hardened = Arena.open(hardenedDatabase);
    }

    /** As an administrator with superuser's rights leaves it. */
    Arena hardened() {
        return hardened;
    }

    /**
     * The same without what only a superuser can revoke, as where a provider gives none: the seal alone has to hold.
     */
    Arena open() throws SQLException {
        if (open == null) {
            ThrowawayDatabase copy = hardened.copy();
            openDatabase = copy;
            execute(
                    copy,
                    "grant execute on function pg_catalog.set_config(text, text, boolean) to public",
                    "grant usage on language plpgsql to public");
            open = hardened.on(copy);
        }
        return open;
    }

    OutcomeTable outcomes() {
        return outcomes;
    }

    /** A test for each attack and table. */
    Stream<DynamicTest> tests(String database, Arena arena, Stream<Attack> attacks) {
        return attacks.flatMap(attack -> attack.aim(arena).stream())
                .map(aimed -> DynamicTest.dynamicTest(aimed.name(), () -> {
                    Outcome outcome = aimed.attempt();
                    outcomes.add(database, outcome);
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

    /** Writes down what was tried so far. */
    void write() throws IOException {
        outcomes.write(REPORT);
    }

    @Override
    public void close() {
        try {
            hardened.close();
            if (open != null) {
                open.close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The arenas could not be closed: " + e.getMessage(), e);
        }
        if (openDatabase != null) {
            openDatabase.close();
        }
        hardenedDatabase.close();
    }
}
