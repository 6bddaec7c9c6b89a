package com.operanttechnologies.migrations.transfer;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** For the running transaction: how values are written as text, the same bytes whatever server and session it is. */
final class TextFormat {

    private TextFormat() {}

    static void set(Connection database) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("set local timezone = 'UTC'");
            statement.execute("set local datestyle = 'ISO, YMD'");
            statement.execute("set local intervalstyle = 'iso_8601'");
            statement.execute("set local bytea_output = 'hex'");
            statement.execute("set local extra_float_digits = 1");
            // Other Customers' statements want the workers and the processors, and compiling doesn't pay for one sort.
            statement.execute("set local max_parallel_workers_per_gather = 0");
            statement.execute("set local jit = off");
            statement.execute("set local work_mem = '64MB'");
            // A table takes as long as it takes.
            statement.execute("set local statement_timeout = 0");
        }
    }
}
