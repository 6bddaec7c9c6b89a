package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.tenancytests.evidence.Subject.MigrationFacts;
import com.operanttechnologies.tenancytests.evidence.Subject.RoleFacts;
import com.operanttechnologies.tenancytests.evidence.Subject.Setting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** Asks a database what it is. Reads the catalogue alone, in a transaction that may not write. */
public final class SubjectReader {

    private static final String SETTINGS = """
            select name, setting || coalesce(unit, ''), source
              from pg_settings
             where name in ('server_version', 'row_security', 'ssl', 'password_encryption', 'session_replication_role',
                            'session_preload_libraries', 'shared_preload_libraries', 'local_preload_libraries',
                            'plan_cache_mode', 'default_transaction_isolation', 'check_function_bodies',
                            'log_statement', 'log_parameter_max_length', 'log_parameter_max_length_on_error',
                            'log_min_duration_statement', 'max_prepared_transactions', 'wal_level', 'fsync',
                            'server_encoding', 'allow_system_table_mods', 'data_checksums')
             order by name collate "C\"""";

    private static final String ROLES = """
            select r.rolname,
                   concat_ws(', ', case when r.rolsuper then 'SUPERUSER' end, case when r.rolbypassrls then 'BYPASSRLS' end,
                             case when r.rolcreaterole then 'CREATEROLE' end, case when r.rolcreatedb then 'CREATEDB' end,
                             case when r.rolreplication then 'REPLICATION' end,
                             case when r.rolcanlogin then 'may log in' else 'no login' end),
                   coalesce((select string_agg(g.rolname, ', ' order by g.rolname)
                               from pg_auth_members m join pg_roles g on g.oid = m.roleid
                              where m.member = r.oid), ''),
                   coalesce(array_to_string(r.rolconfig, ', '), '')
              from pg_roles r
             where r.rolname like 'operant\\_%' or r.rolsuper or r.rolbypassrls
             order by r.rolcanlogin, r.rolname collate "C\"""";

    private static final String MIGRATIONS = """
            select coalesce(version, 'repeatable'), script, coalesce(checksum::text, '-'), installed_by
              from tenancy.flyway_schema_history
             where success
             order by installed_rank""";

    private static final String LOGIN = """
            select current_user || case when rolsuper then ' (superuser)' when rolbypassrls then ' (BYPASSRLS)'
                                        else ' (neither superuser nor BYPASSRLS)' end
              from pg_roles where rolname = current_user""";

    private SubjectReader() {}

    /**
     * Reads what is to be tested.
     *
     * @param connection in autocommit mode; it is so again afterwards
     * @throws SQLException when the server fails
     */
    public static Subject read(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            execute(connection, "set transaction read only");
            execute(connection, "set local search_path = pg_catalog, pg_temp; set local jit = off");
            return inTransaction(connection);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static Subject inTransaction(Connection connection) throws SQLException {
        List<String> unseen = new ArrayList<>();
        List<String> catalogue = rows(connection, EvidenceResource.text("catalogue.sql")).stream()
                .map(row -> row.get(0).replaceAll("\\s+", " "))
                .sorted()
                .toList();
        List<List<String>> tables =
                optional(connection, "select count(*) from tenancy.tenant_table", "tenancy.tenant_table", unseen);
        return new Subject(
                Build.version(),
                Build.commit(),
                one(connection, "select version()"),
                one(connection, "show server_version").replaceAll(" .*", ""),
                one(connection, "select current_database()"),
                one(connection, LOGIN),
                tables.isEmpty() ? "" : tables.get(0).get(0),
                fingerprint(catalogue),
                catalogue,
                rows(connection, SETTINGS).stream()
                        .map(row -> new Setting(row.get(0), row.get(1), row.get(2)))
                        .toList(),
                rows(connection, ROLES).stream()
                        .map(row -> new RoleFacts(row.get(0), row.get(1), row.get(2), row.get(3)))
                        .toList(),
                optional(connection, MIGRATIONS, "tenancy.flyway_schema_history", unseen).stream()
                        .map(row -> new MigrationFacts(row.get(0), row.get(1), row.get(2), row.get(3)))
                        .toList(),
                unseen);
    }

    /** As {@code sha256sum} says of the lines in a file. */
    static String fingerprint(List<String> lines) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            lines.forEach(line -> digest.update((line + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Nothing where this login may not see it, or it isn't there. */
    private static List<List<String>> optional(Connection connection, String sql, String what, List<String> unseen)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            return rows(connection, sql);
        } catch (SQLException e) {
            connection.rollback(before);
            unseen.add(what + ": "
                    + Objects.requireNonNullElse(e.getMessage(), "")
                            .lines()
                            .findFirst()
                            .orElse(""));
            return List.of();
        }
    }

    private static String one(Connection connection, String sql) throws SQLException {
        return rows(connection, sql).get(0).get(0);
    }

    private static List<List<String>> rows(Connection connection, String sql) throws SQLException {
        List<List<String>> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                List<String> cells = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    cells.add(Objects.requireNonNullElse(row.getString(i), ""));
                }
                rows.add(cells);
            }
        }
        return rows;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
