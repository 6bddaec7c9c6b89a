package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A database that is thrown away: each connection is one of its own, as a login of its role. */
final class ThrowawayGround implements Ground {

    private final ThrowawayDatabase database;
    private @Nullable Connection kept;

    ThrowawayGround(ThrowawayDatabase database) {
        this.database = database;
    }

    @Override
    public Connection administrator() throws SQLException {
        return database.administrator().connect();
    }

    @Override
    public Connection administratorsOwn() throws SQLException {
        return administrator();
    }

    @Override
    public Connection connect(DatabaseRole role) throws SQLException {
        return database.login(role).connect();
    }

    /** Making a connection takes longer than most of what is tried on one. */
    @Override
    public Connection borrow() throws SQLException {
        Connection borrowed = kept == null ? connect(DatabaseRole.RUNTIME) : kept;
        kept = null;
        return borrowed;
    }

    /** Wipes what was left on it. One that can't be wiped is closed. */
    @Override
    public void giveBack(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            statement.execute("rollback");
            statement.execute("discard all");
            kept = connection;
        } catch (SQLException e) {
            connection.close();
        }
    }

    @Override
    public Connection runtime(String options) throws SQLException {
        Login login = database.login(DatabaseRole.RUNTIME);
        Properties properties = new Properties();
        properties.setProperty("user", login.username());
        properties.setProperty("password", login.password());
        properties.setProperty("options", options);
        return DriverManager.getConnection(login.url(), properties);
    }

    @Override
    public String runtimeLogin() {
        return database.login(DatabaseRole.RUNTIME).username();
    }

    @Override
    public boolean isRolledBack() {
        return false;
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public void undo() {}

    @Override
    public void rest() throws SQLException {
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }
}
