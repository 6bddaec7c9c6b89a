package com.operanttechnologies.tenancytests.architecture.violations.stage;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.sql.Connection;
import java.sql.SQLException;

@Breaks("repositories_are_made_from_a_session")
final class KeepsAConnection {
    private final Connection connection;

    KeepsAConnection(Connection connection) {
        this.connection = connection;
    }

    boolean isOpen() throws SQLException {
        return !connection.isClosed();
    }
}
