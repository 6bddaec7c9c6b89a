package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a figure depends on.
 *
 * @param processors that the JVM may use
 * @param loadAverage of the machine's last minute before the run, -1 where the system doesn't tell; above 0.5 something
 *     else was at work
 * @param jvmArguments what the JVM was started with
 * @param server what the server says it is
 * @param settings those of the server that aren't its defaults, or that the figures depend on
 */
record Conditions(
        String operatingSystem,
        int processors,
        double loadAverage,
        String jvm,
        List<String> jvmArguments,
        String server,
        Map<String, String> settings) {

    static Conditions of(Login superuser) throws SQLException {
        Runtime.Version version = Runtime.version();
        Map<String, String> settings = new LinkedHashMap<>();
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            String server = first(statement, "select version()");
            try (ResultSet rows = statement.executeQuery(
                    "select name, setting || coalesce(unit, '') from pg_settings where name in ('shared_buffers', 'fsync',"
                            + " 'synchronous_commit', 'full_page_writes', 'work_mem', 'jit', 'max_parallel_workers_per_gather',"
                            + " 'random_page_cost', 'effective_cache_size', 'max_wal_size', 'autovacuum',"
                            + " 'plan_cache_mode') order by name")) {
                while (rows.next()) {
                    settings.put(rows.getString(1), rows.getString(2));
                }
            }
            return new Conditions(
                    System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                            + System.getProperty("os.arch"),
                    Runtime.getRuntime().availableProcessors(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                    System.getProperty("java.vm.name") + " " + version,
                    new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                    server,
                    settings);
        }
    }

    private static String first(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
