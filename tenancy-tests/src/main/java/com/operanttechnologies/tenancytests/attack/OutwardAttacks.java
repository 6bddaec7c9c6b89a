package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.noValidScope;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * E1: ways past row-level security that lead out of the database: replication, which knows no policies; dumps; other
 * servers; files and programs of the machine.
 */
final class OutwardAttacks {

    private OutwardAttacks() {}

    static List<Attack> all() {
        return Stream.of(replication(), dumps(), servers(), files())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Attack> replication() {
        Stream<Attack> refused = Stream.of(
                        "create publication p",
                        "create publication p for all tables",
                        "create subscription s connection 'host=127.0.0.1 dbname=x' publication p",
                        "create subscription s connection 'host=127.0.0.1 dbname=x' publication p with (connect = false)",
                        "select * from pg_catalog.pg_subscription",
                        "select pg_create_logical_replication_slot('s', 'test_decoding')",
                        "select pg_create_physical_replication_slot('s')",
                        "select pg_copy_logical_replication_slot('s', 't')",
                        "select pg_drop_replication_slot('s')",
                        "select pg_replication_slot_advance('s', '0/0')",
                        "select * from pg_logical_slot_get_changes('s', null, null)",
                        "select * from pg_logical_slot_peek_changes('s', null, null)",
                        "select * from pg_logical_slot_peek_binary_changes('s', null, null)",
                        "select pg_replication_origin_create('o')",
                        "select pg_logical_emit_message(true, 'x', 'y')",
                        "select pg_switch_wal()",
                        "select * from pg_ls_waldir()",
                        "set session_replication_role = replica")
                .map(sql -> statement(sql, refused()));
        return Stream.concat(
                        refused,
                        Stream.of(
                                once(
                                        "E1",
                                        "connecting by the replication protocol, to this database",
                                        arena -> replicating(arena, "database")),
                                once(
                                        "E1",
                                        "connecting by the replication protocol, as pg_basebackup does",
                                        arena -> replicating(arena, "true")),
                                onTables(
                                        "E1",
                                        "publication of the table",
                                        t -> t.attackerCommits(refused(), "create publication p for table " + t.sql())),
                                once(
                                        "E1",
                                        "publications that are there",
                                        arena -> Attempt.of(
                                                nothing(), List.of("select pubname from pg_catalog.pg_publication"))),
                                once(
                                        "E1",
                                        "replication slots, and with them the place in the log",
                                        arena -> Attempt.of(
                                                refused(), List.of("select * from pg_catalog.pg_replication_slots")))))
                .toList();
    }

    /** As the runtime role's own login: a WAL sender of the database reads every row of every Customer. */
    private static Attempt replicating(Arena arena, String what) {
        if (arena.ground().isRolledBack()) {
            throw new LeftOutException("needs a connection of its own, by another protocol");
        }
        Login login = arena.database().login(DatabaseRole.RUNTIME);
        return new Attempt(
                List.of("connect with replication=" + what, "IDENTIFY_SYSTEM"),
                unused -> {
                    Properties properties = new Properties();
                    properties.setProperty("user", login.username());
                    properties.setProperty("password", login.password());
                    properties.setProperty("replication", what);
                    properties.setProperty("assumeMinServerVersion", "10");
                    properties.setProperty("preferQueryMode", "simple");
                    try (Connection connection = DriverManager.getConnection(login.url(), properties)) {
                        return Attempt.execute(connection, List.of("IDENTIFY_SYSTEM"));
                    }
                },
                // 28000 where no line of pg_hba.conf lets replication in.
                refusedWith("42501", "28000"),
                List.of());
    }

    private static List<Attack> dumps() {
        return List.of(
                once("E1", "pg_dump", arena -> dump(arena, "off", refused())),
                once(
                        "E1",
                        "pg_dump --enable-row-security, without a scope",
                        arena -> dump(arena, "on", noValidScope())),
                onTables(
                        "E1",
                        "pg_dump of the table",
                        OutwardAttacks::readable,
                        t -> t.script(
                                refused(), dumpOf(List.of(t.table()), "off").toArray(String[]::new))),
                once(
                        "E1",
                        "snapshot for several processes, as pg_dump --jobs takes it",
                        arena -> Attempt.of(refused(), List.of("begin", "select pg_export_snapshot()", "commit"))));
    }

    private static Attempt dump(Arena arena, String rowSecurity, Expectation expectation) {
        List<String> script = dumpOf(
                arena.tables().stream()
                        .filter(table -> !table.partition() && readable(table))
                        .toList(),
                rowSecurity);
        return new Attempt(script, connection -> executeDump(connection, script), expectation, List.of());
    }

    /** As {@link Attempt#execute}, where a copy may have begun before it is refused. */
    private static Answer executeDump(Connection connection, List<String> script) throws SQLException {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String sql : script) {
            try {
                if (sql.startsWith("copy ")) {
                    copy.copyOut(sql, out);
                } else {
                    Attempt.execute(connection, List.of(sql));
                }
            } catch (IOException e) {
                throw new IllegalStateException("Streams in memory don't fail", e);
            }
        }
        return Answer.lines(out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** What pg_dump sends for them, as its sources have it: settings, a lock on all, and a copy of each. */
    private static List<String> dumpOf(List<TenantTable> tables, String rowSecurity) {
        Stream<String> settings = Stream.of(
                "begin",
                "set transaction isolation level repeatable read, read only",
                "set local statement_timeout = 0",
                "set local row_security = " + rowSecurity,
                "lock table " + tables.stream().map(table -> table.name().sql()).collect(Collectors.joining(", "))
                        + " in access share mode");
        Stream<String> copies =
                tables.stream().map(table -> "copy " + table.name().sql() + " to stdout");
        return Stream.concat(settings, copies).toList();
    }

    private static List<Attack> servers() {
        return Stream.concat(
                        // A superuser may have installed them: 42710 means that they are there already.
                        Stream.of("dblink", "postgres_fdw", "file_fdw", "adminpack", "pageinspect", "pg_walinspect")
                                .map(name -> statement(
                                        "create extension " + name + " schema tenancy",
                                        refusedWith("42501", "0A000", "58P01"))),
                        Stream.of(
                                        "create foreign data wrapper own",
                                        "create server own foreign data wrapper none",
                                        "create user mapping for current_user server none",
                                        "import foreign schema public from server none into tenancy",
                                        "create foreign table tenancy.own (x text) server none")
                                .map(sql -> statement(sql, refused().or(refusedWith("42704")))))
                .toList();
    }

    private static List<Attack> files() {
        Stream<Attack> database = Stream.of(
                        "copy (select 1) to program 'cat'",
                        "copy (select 1) to '/tmp/stolen'",
                        "select pg_read_file('/etc/passwd')",
                        "select pg_read_binary_file('postgresql.conf')",
                        "select pg_ls_dir('.')",
                        "select pg_stat_file('.')",
                        "select lo_import('/etc/passwd')",
                        "load 'auto_explain'",
                        "alter system set archive_command = 'cat'")
                .map(sql -> statement(sql, refused()));
        Stream<Attack> tables = Stream.of(onTables(
                "E1",
                "copy of a program's output into the table",
                t -> t.attackerCommits(refused(), "copy " + t.sql() + " from program 'cat'")));
        return Stream.concat(database, tables).toList();
    }

    /** In no transaction: some statements are refused inside of one for that reason alone. */
    private static Attack statement(String sql, Expectation expectation) {
        return once("E1", sql, arena -> Attempt.of(expectation, List.of(sql)));
    }

    private static boolean readable(TenantTable table) {
        return table.allows(Privilege.SELECT);
    }
}
