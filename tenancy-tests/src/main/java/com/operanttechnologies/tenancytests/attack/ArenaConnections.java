package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.rows.RowConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the rows of an arena's Customers are made. One connection of each sort serves for all rows. */
final class ArenaConnections implements RowConnections, AutoCloseable {

    private final Arena arena;
    private @Nullable Connection runtime;
    private @Nullable Connection administrator;

    ArenaConnections(Arena arena) {
        this.arena = arena;
    }

    @Override
    public Connection boundTo(UUID customer) throws SQLException {
        if (runtime == null) {
            runtime = arena.runtime();
        }
        return begin(runtime, arena.bind(customer));
    }

    @Override
    public Connection administrator() throws SQLException {
        return arena.administrator();
    }

    @Override
    public Connection administratorFor(UUID customer) throws SQLException {
        if (administrator == null) {
            administrator = arena.ground().administratorsOwn();
        }
        return begin(administrator, arena.bind(customer));
    }

    /** On a ground that is rolled back each has one transaction only. */
    @Override
    public void giveBack(Connection connection) throws SQLException {
        if (arena.ground().isRolledBack()) {
            close();
        } else {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    @Override
    public void close() throws SQLException {
        if (runtime != null) {
            runtime.close();
            runtime = null;
        }
        if (administrator != null) {
            administrator.close();
            administrator = null;
        }
    }

    private Connection begin(Connection connection, String bind) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(bind);
            return connection;
        } catch (SQLException e) {
            close();
            throw e;
        }
    }
}
