package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

@Breaks("only_the_layer_opens_connections")
final class DataSourceUser {
    Connection open(DataSource pool) throws SQLException {
        return pool.getConnection();
    }
}
