package com.operanttechnologies.tenancytests.architecture.conforming.internal.bind;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;
import org.postgresql.PGConnection;

public final class Binder {
    private final Connection connection;

    public Binder(Connection connection) {
        this.connection = connection;
    }

    public DSLContext bind(String token) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select tenancy.bind(?)")) {
            statement.setString(1, token);
            statement.execute();
        }
        return DSL.using(connection.unwrap(PGConnection.class) == null ? SQLDialect.DEFAULT : SQLDialect.POSTGRES);
    }
}
