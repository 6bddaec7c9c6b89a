package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of the PostgreSQL that is installed here, Debian's, with all of its programs, such as pg_dump. */
public final class InstalledPostgres implements AutoCloseable {

    private static final String PASSWORD = "a superuser's";

    private final Path data;
    private final int port;

    private InstalledPostgres(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    /** Whether there is one. */
    public static boolean isHere() {
        return installed()
                .filter(programs -> Files.isExecutable(programs.resolve("pg_basebackup")))
                .isPresent();
    }

    private static Optional<Path> installed() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.max(Comparator.comparingInt(
                            folder -> Integer.parseInt(folder.getFileName().toString())))
                    .map(folder -> folder.resolve("bin"));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Path program(String name) {
        return installed().orElseThrow().resolve(name);
    }

    /** Makes a cluster in a folder and starts it, on loopback. */
    static InstalledPostgres create(Path data) throws Exception {
        Path password = Files.writeString(data.resolveSibling(data.getFileName() + ".password"), PASSWORD);
        run(
                List.of(),
                asServer(
                        "initdb",
                        "-D",
                        data.toString(),
                        "-U",
                        "postgres",
                        "-A",
                        "scram-sha-256",
                        "-E",
                        "UTF8",
                        "--locale=C.UTF-8",
                        "--no-sync",
                        "--pwfile=" + password));
        return start(data);
    }

    /** Starts a server in a folder that is there, such as a backup. */
    static InstalledPostgres start(Path data) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        run(
                List.of(),
                asServer(
                        "pg_ctl",
                        "-D",
                        data.toString(),
                        "-w",
                        "-s",
                        "-l",
                        data + ".log",
                        "-o",
                        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off",
                        "start"));
        return new InstalledPostgres(data, port);
    }

    Login administrator() {
        return new Login("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", PASSWORD);
    }

    /** Lets somebody in who isn't let in by default. */
    void allow(String line) throws IOException {
        Files.writeString(data.resolve("pg_hba.conf"), line + "\n", StandardOpenOption.APPEND);
    }

    /** Runs a client program as somebody; returns its exit status and all that it has written. */
    Outcome client(Login login, String program, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                program(program).toString(),
                "--host=127.0.0.1",
                "--port=" + port,
                "--username=" + login.username(),
                "--no-password"));
        command.addAll(List.of(options));
        return execute(List.of("PGPASSWORD=" + login.password()), command);
    }

    record Outcome(int status, String text) {}

    /** A server doesn't run as root; in a namespace of users nobody is. */
    private static List<String> asServer(String program, String... options) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program(program).toString());
        command.addAll(List.of(options));
        return command;
    }

    private static void run(List<String> environment, List<String> command) throws Exception {
        Outcome outcome = execute(environment, command);
        assertThat(outcome.status()).as(command + "\n" + outcome.text()).isZero();
    }

    private static Outcome execute(List<String> environment, List<String> command) throws Exception {
        Path output = Files.createTempFile("installed-postgres", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            for (String variable : environment) {
                String[] parts = variable.split("=", 2);
                builder.environment().put(parts[0], parts[1]);
            }
            Process process = builder.start();
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }

    @Override
    public void close() throws Exception {
        run(List.of(), asServer("pg_ctl", "-D", data.toString(), "-w", "-s", "-m", "immediate", "stop"));
    }
}
