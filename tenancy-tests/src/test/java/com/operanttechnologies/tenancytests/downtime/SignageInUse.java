package com.operanttechnologies.tenancytests.downtime;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.Migrator;
import com.operanttechnologies.migrations.Patience;
import com.operanttechnologies.migrations.cli.OperantDb;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A database with the signage module's tables, a Customer with many players, and applications at work. The server
 * refuses them what they would have to wait for longer than {@link #LONGEST_WAIT}, so such a wait is a request that
 * failed.
 */
final class SignageInUse implements AutoCloseable {

    static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    /** Lets those who queue behind a migration go on before they have waited for too long. */
    private static final Patience SHORT =
            new Patience(Duration.ofMillis(40), 10, Duration.ofMinutes(5), Duration.ofSeconds(10));

    private static final int PLAYERS = 300_000;

    /** Of a Customer with whom no application works: its rows are what migrations have to do with. */
    private static final String MANY_PLAYERS = """
            set session_replication_role = replica;
            insert into signage.playlist (customer_id, playlist_id, title) values ('%1$s', '%1$s', 'Lobby');
            insert into signage.player (customer_id, serial, playlist_id)
                select '%1$s', lpad((i * 97 + 1)::text, 10, '0'), '%1$s' from generate_series(1, %2$d) i;
            set session_replication_role = origin;
            analyze signage.player;
            """;

    private final ThrowawayDatabase database;
    private final TenantDatabase layer;
    private final Load load;
    private final LockWatch watch;

    SignageInUse(PostgresUnderTest server) throws SQLException {
        database = server.newDatabase();
        migrator("classpath:db/signage").migrate();
        Login application = database.login(DatabaseRole.RUNTIME);
        execute("alter role " + application.username() + " in database "
                + database.administrator().database() + " set lock_timeout = " + LONGEST_WAIT.toMillis());
        layer = TenantDatabase.open(LayerSettings.of(database).build());
        execute(String.format(MANY_PLAYERS, Load.signUp(layer, "Many Displays").customerId(), PLAYERS));
        watch = new LockWatch(database.administrator(), application.username());
        load = new Load(layer, Release.BEFORE);
    }

    /** Deploys a release, one application after the other. */
    void deploy(Release release) {
        load.deploy(release);
    }

    /**
     * Migrates as {@code operant-db migrate --lock-timeout 0.04} does, and lets applications work on what came of it.
     */
    void migrate(String... locations) {
        migrator(locations).withPatience(SHORT).migrate();
        load.awaitRequests(5);
    }

    /** Migrates as {@code operant-db migrate} does. */
    void migrateWithoutCare(String... locations) {
        migrator(locations).migrate();
    }

    private Migrator migrator(String... locations) {
        Migrator migrator = Migrator.of(database.login(DatabaseRole.MIGRATOR)).accepting("server-rls-hole");
        for (String location : locations) {
            migrator = migrator.withLocation(location);
        }
        return migrator;
    }

    /** Runs {@code operant-db each-customer}, in a JVM of its own, and lets applications work on what came of it. */
    void forEachCustomer(String file, Path folder) throws IOException, InterruptedException, URISyntaxException {
        Login login = database.login(DatabaseRole.MIGRATOR);
        Path output = folder.resolve("each-customer.txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OperantDb.class.getName(),
                "each-customer",
                Path.of(SignageInUse.class.getResource(file).toURI()).toString(),
                "--lock-timeout=0.04"));
        command.addAll(List.of("--name=player-shows", "--table=signage.player", "--batch=200", "--ordered-by=jane"));
        command.add("--reason=what a player shows gets a name of its own");
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        process.environment().put("OPERANT_DB_URL", login.url());
        process.environment().put("PGUSER", login.username());
        process.environment().put("PGPASSWORD", login.password());
        int status = process.start().waitFor();
        if (status != 0) {
            throw new AssertionError("each-customer ended with " + status + ": " + Files.readString(output));
        }
        load.awaitRequests(5);
    }

    /** A transaction that has read the players and doesn't end, as of a report or of a tool that somebody left open. */
    Connection transactionInFront() throws SQLException {
        Connection connection = database.administrator().connect();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select from signage.player limit 1");
        }
        return connection;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What applications noticed so far: requests that failed, and a lock that they waited for too long. */
    List<String> noticed() {
        List<String> all = new ArrayList<>(load.failures());
        LockWatch.Wait longest = watch.longest();
        if (longest.duration().compareTo(LONGEST_WAIT) >= 0) {
            all.add(longest.duration().toMillis() + " ms: " + longest.what());
        }
        return all;
    }

    /** The figures, once the load is over. */
    String figures() {
        load.close();
        List<Duration> latencies = load.latencies();
        return latencies.size() + " requests, "
                + load.failures().size() + " failed; median "
                + latencies.get(latencies.size() / 2).toMillis() + " ms, 99 % "
                + latencies.get(latencies.size() * 99 / 100).toMillis() + " ms, slowest "
                + latencies.get(latencies.size() - 1).toMillis() + " ms; longest wait for a lock "
                + watch.longest().duration().toMillis() + " ms ("
                + watch.longest().what() + ")";
    }

    @Override
    public void close() {
        load.close();
        watch.close();
        layer.close();
        database.close();
    }
}
