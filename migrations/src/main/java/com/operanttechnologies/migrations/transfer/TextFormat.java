package com.operanttechnologies.migrations.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** How values are written as text, for the running transaction: the same bytes whatever server and session it is. */
final class TextFormat {

    private TextFormat() {}

    static void set(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("set local timezone = 'UTC'");
            statement.execute("set local datestyle = 'ISO, YMD'");
            statement.execute("set local intervalstyle = 'iso_8601'");
            statement.execute("set local bytea_output = 'hex'");
            statement.execute("set local extra_float_digits = 1");
            // A table takes as long as it takes.
            statement.execute("set local statement_timeout = 0");
        }
    }
}
