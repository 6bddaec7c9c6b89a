package com.operanttechnologies.tenancytests.architecture.conforming.internal.pool;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

public final class Pool {
    private final DataSource source = new HikariDataSource();

    public Connection checkOut() throws SQLException {
        return source.getConnection();
    }
}
