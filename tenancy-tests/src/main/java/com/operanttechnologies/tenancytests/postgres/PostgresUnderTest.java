package com.operanttechnologies.tenancytests.postgres;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The PostgreSQL that the suite runs on, chosen by the system property {@code tenancy.postgres}:
 *
 * <ul>
 *   <li>{@code embedded} (default): binaries from the class path, started in a folder of their own;
 *   <li>{@code container}: the image {@code tenancy.postgres.image} (default {@code postgres:18}) under Testcontainers;
 *   <li>{@code external}: the server at {@code tenancy.postgres.url}, entered with {@code .username} and {@code
 *       .password}; only throw-away databases are made and dropped there, and roles named {@code operant_*}.
 * </ul>
 *
 * <p>With {@code tenancy.postgres.version} it has to be of that major version. What was asked for and isn't there is an
 * error, never another kind: a run that names an engine proves that engine.
 *
 * <p>Safe for use by several threads, except {@link #close()}.
 */
public final class PostgresUnderTest implements AutoCloseable {

    private final Login administrator;
    private final Runnable stop;
    private final String version;
    private @Nullable ThrowawayDatabase migrated;

    private PostgresUnderTest(Login administrator, Runnable stop) {
        this.administrator = administrator;
        this.stop = stop;
        this.version = requireSuperuser(administrator);
        requireVersion(version);
    }

    /**
     * Starts or reaches the PostgreSQL that the properties name.
     *
     * @throws IllegalStateException when it isn't there, naming the property, its value and what to do
     */
    public static PostgresUnderTest start() {
        return switch (PostgresProperty.KIND.value()) {
            case "embedded" -> embedded();
            case "container" -> container();
            case "external" -> external();
            default ->
                throw new IllegalStateException(PostgresProperty.KIND.described()
                        + " names no kind of PostgreSQL; use embedded, container or external");
        };
    }

    /** The same, closed as the JVM ends. */
    static PostgresUnderTest untilTheEnd() {
        PostgresUnderTest server = start();
        // An embedded server and a container stop by themselves, with all that is in them.
        if (PostgresProperty.KIND.value().equals("external")) {
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "drop-databases-under-test"));
        }
        return server;
    }

    /**
     * A new database, bootstrapped and migrated; the caller closes it. Only the first is migrated, the rest are copies.
     */
    public synchronized ThrowawayDatabase newDatabase() throws SQLException {
        if (migrated == null) {
            migrated = ThrowawayDatabase.create(administrator);
        }
        return migrated.copy();
    }

    /** A superuser of the server: for preparing and for watching, never for proving isolation. */
    public Login administrator() {
        return administrator;
    }

    /** What the server says it is, such as {@code 18.6}. */
    public String version() {
        return version;
    }

    @Override
    public void close() {
        if (migrated != null) {
            migrated.close();
        }
        stop.run();
    }

    private static PostgresUnderTest embedded() {
        try {
            LocalPostgres server = LocalPostgres.start();
            return opened(server.administrator(), server::close);
        } catch (IOException e) {
            throw new IllegalStateException(
                    PostgresProperty.KIND.described() + ": the embedded PostgreSQL did not start: " + e.getMessage()
                            + "; use container or external where its binaries don't run",
                    e);
        }
    }

    @SuppressWarnings("resource") // closed by the Runnable that is handed over
    private static PostgresUnderTest container() {
        PostgreSQLContainer container;
        try {
            container = new PostgreSQLContainer(
                    DockerImageName.parse(PostgresProperty.IMAGE.value()).asCompatibleSubstituteFor("postgres"));
            container.start();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    PostgresProperty.KIND.described() + " with " + PostgresProperty.IMAGE.described()
                            + ": no container started: " + e.getMessage()
                            + "; start a Docker engine that has or can pull the image, or use embedded or external",
                    e);
        }
        // Not the container's own URL: it carries parameters that the layer refuses.
        String url = "jdbc:postgresql://" + container.getHost() + ":"
                + container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT) + "/" + container.getDatabaseName();
        return opened(new Login(url, container.getUsername(), container.getPassword()), container::stop);
    }

    private static PostgresUnderTest external() {
        for (PostgresProperty needed : new PostgresProperty[] {PostgresProperty.URL, PostgresProperty.USERNAME}) {
            if (needed.value().isEmpty()) {
                throw new IllegalStateException(
                        PostgresProperty.KIND.described() + " also needs " + needed.described() + "; set it");
            }
        }
        Login login = new Login(
                PostgresProperty.URL.value(), PostgresProperty.USERNAME.value(), PostgresProperty.PASSWORD.value());
        return opened(login, () -> {});
    }

    private static PostgresUnderTest opened(Login administrator, Runnable stop) {
        try {
            return new PostgresUnderTest(administrator, stop);
        } catch (RuntimeException e) {
            stop.run();
            throw e;
        }
    }

    /** The suite watches the victim's rows from outside of row-level security, which nobody else can. */
    private static String requireSuperuser(Login administrator) {
        try (Connection connection = administrator.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select rolsuper, current_setting('server_version')"
                        + " from pg_catalog.pg_roles where rolname = current_user")) {
            row.next();
            if (!row.getBoolean(1)) {
                throw new IllegalStateException(PostgresProperty.USERNAME.described() + ": " + administrator.username()
                        + " is no superuser, so the suite could not see what an attack did; name a superuser");
            }
            return row.getString(2);
        } catch (SQLException e) {
            throw new IllegalStateException(
                    PostgresProperty.KIND.described() + ": " + administrator + " can't be reached: " + e.getMessage()
                            + "; check " + PostgresProperty.URL.described() + ", "
                            + PostgresProperty.USERNAME.described() + " and " + PostgresProperty.PASSWORD.described(),
                    e);
        }
    }

    private static void requireVersion(String version) {
        String wanted = PostgresProperty.VERSION.value();
        if (!wanted.isEmpty() && !version.split("[^0-9]", 2)[0].equals(wanted)) {
            throw new IllegalStateException(PostgresProperty.VERSION.described() + ": "
                    + PostgresProperty.KIND.described()
                    + " is PostgreSQL " + version + "; embedded has 15 to 18 when Maven is given the property,"
                    + " container and external have what their image or server is");
        }
    }
}
