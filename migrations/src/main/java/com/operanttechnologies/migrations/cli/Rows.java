package com.operanttechnologies.migrations.cli;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What a statement of one column returns, a row in each line. */
final class Rows {

    private Rows() {}

    static void print(PrintWriter out, Connection database, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            // In portions, which takes a transaction: a person may have a million events.
            if (!database.getAutoCommit()) {
                statement.setFetchSize(1000);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    out.println(row.getString(1));
                }
            }
        }
    }
}
