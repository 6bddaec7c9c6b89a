package com.operanttechnologies.tenancytests.pgbouncer;

import com.operanttechnologies.migrations.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A PgBouncer of the test's own, in transaction mode, on a loopback port, in front of one database. */
public final class PgBouncer implements AutoCloseable {

    private static final int SECONDS_TO_START = 15;

    private final Process process;
    private final Path folder;
    private final int port;

    private PgBouncer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** The program that {@code -Dtenancy.pgbouncer} names, as in CI; nothing where the property isn't set. */
    public static Optional<Path> program() {
        return Optional.of(System.getProperty("tenancy.pgbouncer", ""))
                .filter(program -> !program.isEmpty())
                .map(Path::of);
    }

    /**
     * Starts it.
     *
     * @param program the program, as {@code -Dtenancy.pgbouncer} names it
     * @param serverConnections how many connections to the server each login gets, however many clients it has
     * @param logins who may come through, all to the same database
     * @throws IllegalStateException when the program isn't there or doesn't start, with what it said
     */
    public static PgBouncer start(Path program, int serverConnections, List<Login> logins)
            throws IOException, InterruptedException {
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException("tenancy.pgbouncer=" + program
                    + " is no program that can be run; install Debian's package pgbouncer, or leave the property out");
        }
        Path folder = Files.createTempDirectory("operant-pgbouncer-");
        try {
            int port = freePort();
            Files.writeString(folder.resolve("users.txt"), users(logins));
            Files.writeString(folder.resolve("pgbouncer.ini"), configuration(folder, port, serverConnections, logins));
            List<String> command = new ArrayList<>(List.of(program.toString()));
            if ("root".equals(System.getProperty("user.name"))) {
                UserPrincipal nobody = unprivileged();
                handOver(folder, nobody);
                command.addAll(List.of("-u", nobody.getName()));
            } else {
                closeToOthers(folder);
            }
            command.add(folder.resolve("pgbouncer.ini").toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            PgBouncer bouncer = new PgBouncer(process, folder, port);
            bouncer.await(program);
            return bouncer;
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    /** A login's way through; statements prepared on the server belong to no client, so the driver prepares none. */
    public Login through(Login login) {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database(login) + "?prepareThreshold=0";
        return new Login(url, login.username(), login.password());
    }

    private static String configuration(Path folder, int port, int serverConnections, List<Login> logins) {
        URI server = server(logins.get(0));
        return """
                [databases]
                %s = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = scram-sha-256
                auth_file = %s
                pool_mode = transaction
                default_pool_size = %d
                max_client_conn = 200
                ignore_startup_parameters = extra_float_digits
                """.formatted(
                database(logins.get(0)), server.getPort(), port, folder.resolve("users.txt"), serverConnections);
    }

    /** PgBouncer speaks SCRAM to both sides by passwords that it knows. */
    private static String users(List<Login> logins) {
        return logins.stream()
                .map(login -> '"' + login.username() + "\" \"" + login.password() + "\"\n")
                .collect(Collectors.joining());
    }

    private static URI server(Login login) {
        return URI.create(login.url().substring("jdbc:".length()));
    }

    private static String database(Login login) {
        return server(login).getPath().substring(1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** PgBouncer refuses to run as root, and becomes whom it is told. */
    private static UserPrincipal unprivileged() throws IOException {
        UserPrincipalLookupService users = Path.of("/").getFileSystem().getUserPrincipalLookupService();
        try {
            return users.lookupPrincipalByName("postgres");
        } catch (UserPrincipalNotFoundException e) {
            return users.lookupPrincipalByName("nobody");
        }
    }

    private static void handOver(Path folder, UserPrincipal owner) throws IOException {
        closeToOthers(folder);
        for (Path each : List.of(folder, folder.resolve("users.txt"), folder.resolve("pgbouncer.ini"))) {
            Files.setOwner(each, owner);
        }
    }

    /** There are passwords in it. */
    private static void closeToOthers(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(folder.resolve("users.txt"), PosixFilePermissions.fromString("rw-------"));
    }

    private void await(Path program) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_START);
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
                return;
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        stop();
        throw new IllegalStateException("tenancy.pgbouncer=" + program + " did not start: "
                + Files.readString(folder.resolve("log")).strip());
    }

    @Override
    public void close() {
        stop();
        delete(folder);
    }

    private void stop() {
        process.destroy();
        try {
            if (process.waitFor(10, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + folder + "; remove it by hand", e);
        }
    }
}
