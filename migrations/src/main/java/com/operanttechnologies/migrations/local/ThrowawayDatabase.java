package com.operanttechnologies.migrations.local;

import com.operanttechnologies.migrations.Bootstrap;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.Migrator;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A database of its own in some server, bootstrapped and migrated, with a login for each role. Logins have random names
 * and passwords, so that none of the server's own roles is touched; closing drops database and logins.
 *
 * <p>Safe for use by several threads, except {@link #close()}.
 */
public final class ThrowawayDatabase implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Login administrator;
    private final String name;
    private final Map<DatabaseRole, Login> logins;

    private ThrowawayDatabase(Login administrator, String name, Map<DatabaseRole, Login> logins) {
        this.administrator = administrator;
        this.name = name;
        this.logins = logins;
    }

    /**
     * Creates and migrates a database.
     *
     * @param administrator a superuser
     * @throws SQLException when the server can't be reached or refuses
     */
    public static ThrowawayDatabase create(Login administrator) throws SQLException {
        return create(administrator, UnaryOperator.identity());
    }

    /**
     * Creates a database and migrates it, with further migrations.
     *
     * @param migrations what to add to the layer's own migrations
     */
    public static ThrowawayDatabase create(Login administrator, UnaryOperator<Migrator> migrations)
            throws SQLException {
        String suffix = random(6);
        ThrowawayDatabase database =
                new ThrowawayDatabase(administrator, "operant_" + suffix, createLogins(administrator, suffix));
        try {
            database.execute("create database " + database.name + " encoding 'UTF8' template template0");
            database.bootstrap();
            // Whatever server it is: no Customer's rows will ever be in here.
            Migrator migrator =
                    Migrator.of(database.login(DatabaseRole.MIGRATOR)).accepting("server-rls-hole");
            migrations.apply(migrator).migrate();
            return database;
        } catch (SQLException | RuntimeException e) {
            database.closeAfter(e);
            throw e;
        }
    }

    /**
     * Creates a copy of this database as it is now, without migrating again. Nobody may be connected to this one.
     *
     * @throws SQLException when somebody is connected, or the server fails
     */
    public ThrowawayDatabase copy() throws SQLException {
        String suffix = random(6);
        ThrowawayDatabase copy =
                new ThrowawayDatabase(administrator, "operant_" + suffix, createLogins(administrator, suffix));
        try {
            copy.execute("create database " + copy.name + " template " + name);
            // PostgreSQL copies what is in a database, but not who may connect to it.
            copy.bootstrap();
            return copy;
        } catch (SQLException | RuntimeException e) {
            copy.closeAfter(e);
            throw e;
        }
    }

    /** A login that is a member of the role and of nothing else. */
    public Login login(DatabaseRole role) {
        return Objects.requireNonNull(logins.get(role)).withDatabase(name);
    }

    /** The administrator's login for this database: for breaking things on purpose, never for proving isolation. */
    public Login administrator() {
        return administrator.withDatabase(name);
    }

    @Override
    public void close() {
        try {
            execute("drop database if exists " + name + " with (force)");
            for (Login login : logins.values()) {
                execute("drop role if exists " + login.username());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Could not drop the throw-away database " + name + "; drop it by hand", e);
        }
    }

    private void closeAfter(Exception failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private void bootstrap() throws SQLException {
        try (Connection connection = administrator().connect()) {
            Bootstrap.database(connection);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = administrator.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Map<DatabaseRole, Login> createLogins(Login administrator, String suffix) throws SQLException {
        Map<DatabaseRole, Login> logins = new EnumMap<>(DatabaseRole.class);
        try (Connection connection = administrator.connect();
                Statement statement = connection.createStatement()) {
            Bootstrap.roles(connection);
            for (DatabaseRole role : DatabaseRole.values()) {
                String username = role.group() + "_" + suffix;
                RandomPassword password = new RandomPassword();
                statement.execute("create role " + username + " login in role " + role.group() + " password '"
                        + password.verifier() + "'");
                logins.put(role, new Login(administrator.url(), username, password.value()));
            }
        }
        return logins;
    }

    /** Hexadecimal digits, safe in SQL as they are. */
    private static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
