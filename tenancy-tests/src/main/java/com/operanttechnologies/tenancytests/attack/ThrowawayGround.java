package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Properties;

/** A database that is thrown away: each connection is one of its own, as a login of its role. */
record ThrowawayGround(ThrowawayDatabase database) implements Ground {

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
    public void mark() {}

    @Override
    public void undo() {}
}
