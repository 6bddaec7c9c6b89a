package com.operanttechnologies.persistence;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A primary and a standby that streams from it, both on loopback; stopping the standby leaves the primary at work. */
final class StreamingStandby implements AutoCloseable {

    /** What a base backup leaves out. */
    private static final Set<String> EMPTIED = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private final Path folder;
    /** Which commits nothing by itself. */
    private final LocalPostgres primary = LocalPostgres.start(Map.of("wal_keep_size", "256MB", "autovacuum", "off"));

    private final ThrowawayDatabase database;
    private final String upstream;
    private EmbeddedPostgres standby;

    StreamingStandby(Path folder) throws IOException, SQLException {
        this.folder = folder;
        this.database = primary.database();
        Path data = Path.of(ask(database.administrator(), "show data_directory"));
        Files.write(
                data.resolve("pg_hba.conf"),
                List.of("host all,replication all 127.0.0.1/32 scram-sha-256"),
                StandardOpenOption.TRUNCATE_EXISTING);
        ask(database.administrator(), "select pg_reload_conf()");
        backUp(data);
        this.standby = startStandby(0);
        this.upstream = ask(asSuperuser(), "show primary_conninfo");
    }

    ThrowawayDatabase database() {
        return database;
    }

    /** The same login on the standby. */
    Login onStandby(DatabaseRole role) {
        Login login = database.login(role);
        return new Login(standbyUrl(), login.username(), login.password());
    }

    String standbyUrl() {
        return "jdbc:postgresql://127.0.0.1:" + standby.getPort() + "/"
                + database.administrator().url().replaceFirst("^.*/", "");
    }

    /** As the standby's superuser, which the local server asks for no password. */
    String askStandby(String sql) throws SQLException {
        return ask(asSuperuser(), sql);
    }

    String askPrimary(String sql) throws SQLException {
        return ask(database.administrator(), sql);
    }

    void runOnPrimary(String sql) throws SQLException {
        run(database.administrator(), sql);
    }

    /** The standby goes on replaying what it has, of which there is soon nothing left, and hears no more. */
    void cut() throws SQLException, InterruptedException {
        setOnStandby("primary_conninfo", "");
        await("select count(*) = 0 from pg_stat_wal_receiver");
    }

    void mend() throws SQLException {
        setOnStandby("primary_conninfo", upstream);
    }

    void pause() throws SQLException, InterruptedException {
        askStandby("select pg_wal_replay_pause()");
        await("select pg_get_wal_replay_pause_state() = 'paused'");
    }

    void resume() throws SQLException {
        askStandby("select pg_wal_replay_resume()");
    }

    /** Until the standby's superuser is told yes; 15 seconds at most. */
    void await(String question) throws SQLException, InterruptedException {
        for (int i = 0; i < 750; i++) {
            if (askStandby(question).equals("t")) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        throw new AssertionError("Still not: " + question);
    }

    void setOnStandby(String setting, String value) throws SQLException {
        run(asSuperuser(), "alter system set " + setting + " = '" + value.replace("'", "''") + "'");
        askStandby("select pg_reload_conf()");
    }

    private Login asSuperuser() {
        return new Login(standbyUrl(), "postgres", "");
    }

    void stopStandby() throws IOException {
        standby.close();
    }

    /** Starts it again where it was. */
    void restartStandby() throws IOException {
        standby = startStandby(standby.getPort());
    }

    private static String ask(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static void run(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What pg_basebackup does, which the local server's binaries don't have: PostgreSQL's low-level base backup. */
    private void backUp(Path data) throws IOException, SQLException {
        Path copy = folder.resolve("standby");
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('standby', true)");
            copy(data, copy);
            try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                row.next();
                Files.writeString(copy.resolve("backup_label"), row.getString(1));
            }
        }
        Login administrator = database.administrator();
        String port = administrator.url().replaceFirst("^.*:([0-9]+)/.*$", "$1");
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "\nprimary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres password="
                        + administrator.password() + "'\nwal_retrieve_retry_interval = 100ms\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        // The local server's own start asks without a password.
        Files.write(
                copy.resolve("pg_hba.conf"),
                List.of("host all postgres 127.0.0.1/32 trust", "host all all 127.0.0.1/32 scram-sha-256"));
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.toList();
        }
        for (Path file : files) {
            Path relative = from.relativize(file);
            Path target = to.resolve(relative.toString());
            if (relative.toString().startsWith("postmaster.")
                    || relative.toString().equals("epg-lock")) {
                continue;
            }
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
                Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
            } else if (!EMPTIED.contains(relative.getName(0).toString()) && Files.exists(file)) {
                Files.copy(file, target);
            }
        }
        Files.createDirectories(to.resolve("pg_wal/archive_status"));
    }

    private EmbeddedPostgres startStandby(int port) throws IOException {
        String kept = System.getProperty(LocalPostgres.BINARIES, "");
        Path binaries = kept.isEmpty() ? folder.resolve("binaries") : Path.of(kept);
        return EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(binaries.toFile())
                .setDataDirectory(folder.resolve("standby"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "off")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
    }

    @Override
    public void close() throws IOException {
        standby.close();
        primary.close();
    }
}
