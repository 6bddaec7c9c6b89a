package com.operanttechnologies.tenancytests.architecture.violations.stage;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

@Breaks("nothing_writes_sql_as_text")
final class JdbcStatement {
    void run(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select 1")) {
            statement.execute();
        }
    }
}
