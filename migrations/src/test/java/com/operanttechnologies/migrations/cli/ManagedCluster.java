package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.LocalPostgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A fresh cluster as a provider hands it out: its customer's login may make roles and databases, and is no superuser.
 * It logs every statement, into a file that can be read.
 */
final class ManagedCluster implements AutoCloseable {

    private static final String HBA = "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n";

    private final int port;
    private final Path log;
    private final AutoCloseable server;

    private ManagedCluster(int port, Path log, AutoCloseable server) {
        this.port = port;
        this.log = log;
        this.server = server;
    }

    /** The embedded PostgreSQL 18. */
    static ManagedCluster embedded(Path folder) throws IOException, SQLException {
        Path log = folder.resolve("server.log");
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setServerConfig("fsync", "off")
                .setServerConfig("log_statement", "all")
                .setServerConfig("log_parameter_max_length", "-1")
                .setErrorRedirector(Redirect.appendTo(log.toFile()))
                .setOutputRedirector(Redirect.appendTo(log.toFile()));
        String binaries = System.getProperty(LocalPostgres.BINARIES, "");
        if (!binaries.isEmpty()) {
            builder.setOverrideWorkingDirectory(new File(binaries));
        }
        EmbeddedPostgres server = builder.start();
        return new ManagedCluster(server.getPort(), log, server).prepare(folder.resolve("data"));
    }

    /** One that is installed on this machine, such as Debian's PostgreSQL 15. */
    static ManagedCluster installed(Path folder, Path binaries) throws Exception {
        Path data = folder.resolve("data");
        Path log = folder.resolve("server.log");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process made = start(
                log,
                binaries.resolve("initdb"),
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "-A",
                "trust",
                "-N",
                "-E",
                "UTF8");
        if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
            throw new IOException("initdb failed:\n" + Files.readString(log));
        }
        Files.writeString(
                data.resolve("postgresql.conf"),
                "port = %d%nlisten_addresses = '127.0.0.1'%nunix_socket_directories = '%s'%nfsync = off%nlog_statement = all%n"
                        .formatted(port, folder),
                StandardOpenOption.APPEND);
        Process server = start(log, binaries.resolve("postgres"), "-D", data.toString());
        ManagedCluster cluster = new ManagedCluster(port, log, () -> {
            server.destroy();
            server.waitFor(30, TimeUnit.SECONDS);
        });
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            try (Connection ready = cluster.superuser().connect()) {
                ready.isValid(1);
                return cluster.prepare(data);
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(100);
            }
        }
    }

    /** PostgreSQL doesn't run as root; in a user namespace nobody is. */
    private static Process start(Path log, Path program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program.toString());
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
    }

    private ManagedCluster prepare(Path data) throws IOException, SQLException {
        execute(superuser(), "create role provider login createrole createdb password 'as the provider says'");
        Files.writeString(data.resolve("pg_hba.conf"), HBA);
        execute(superuser(), "select pg_reload_conf()");
        return this;
    }

    static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    int port() {
        return port;
    }

    Login superuser() {
        return new Login("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "");
    }

    Login provider() {
        return new Login("jdbc:postgresql://127.0.0.1:" + port + "/operant", "provider", "as the provider says");
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
