package com.operanttechnologies.tenancytests.fault;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TokenClocks;
import com.operanttechnologies.tenancytests.network.CountingProxy;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer whose clock, network, keys and server's processes are in the test's hand. It is opened once, and stays open.
 */
final class FaultedLayer implements AutoCloseable {

    static final int POOL_SIZE = 3;
    /** The client gives up on an answer after this. */
    static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(2);

    private final ThrowawayDatabase database;
    private final CountingProxy proxy;
    private final MovableClock clock = new MovableClock();
    private final TenantDatabase layer;

    FaultedLayer(ThrowawayDatabase database) throws IOException {
        this.database = database;
        this.proxy = CountingProxy.to(database.administrator());
        Login through = proxy.through(database.login(DatabaseRole.RUNTIME));
        PersistenceConfig.Builder settings = LayerSettings.of(database)
                .url(through.url() + "?socketTimeout=" + SOCKET_TIMEOUT.toSeconds())
                .poolSize(POOL_SIZE)
                .connectionTimeout(Duration.ofSeconds(1));
        this.layer = TenantDatabase.open(TokenClocks.set(settings, clock).build());
    }

    TenantDatabase layer() {
        return layer;
    }

    CountingProxy proxy() {
        return proxy;
    }

    MovableClock clock() {
        return clock;
    }

    Login runtime() {
        return database.login(DatabaseRole.RUNTIME);
    }

    /** Ends all of the layer's connections, as an administrator does, and waits until they are gone. */
    void killBackends() {
        administer("select pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = ?", runtime());
    }

    void rotateKey(String overlap) {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                PreparedStatement statement =
                        operator.prepareStatement("select tenancy.rotate_signing_key(?::interval)")) {
            statement.setString(1, overlap);
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The layer's connections that aren't idle, as the server sees them. */
    int atWork() {
        return administer("select pid from pg_stat_activity where usename = ? and state <> 'idle'", runtime())
                .size();
    }

    /** As a superuser; returns the first column. */
    List<String> administer(String sql, Object... values) {
        try (Connection connection = database.administrator().connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof Login login ? login.username() : values[i]);
            }
            List<String> column = new ArrayList<>();
            if (statement.execute()) {
                try (ResultSet rows = statement.getResultSet()) {
                    while (rows.next()) {
                        column.add(rows.getString(1));
                    }
                }
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        layer.close();
        proxy.close();
        database.close();
    }
}
