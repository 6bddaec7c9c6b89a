package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.rows.RowConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/** How the rows of an arena's Customers are made. */
record ArenaConnections(Arena arena) implements RowConnections {

    @Override
    public Connection boundTo(UUID customer) throws SQLException {
        return begin(arena.runtime(), arena.bind(customer));
    }

    @Override
    public Connection administrator() throws SQLException {
        return arena.administrator();
    }

    @Override
    public Connection administratorFor(UUID customer) throws SQLException {
        return begin(arena.ground().administratorsOwn(), arena.bind(customer));
    }

    private static Connection begin(Connection connection, String bind) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(bind);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
