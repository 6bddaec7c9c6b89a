package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real server is made sick in each way that the doctor knows: it finds that, and what it prescribes mends it. */
@Tag("thorough")
class DoctorTest {

    private static LocalPostgres server;
    private static ThrowawayDatabase database;
    private static Login superuser;

    @BeforeAll
    static void start() throws Exception {
        server = LocalPostgres.start(Map.of(
                "max_prepared_transactions", "5",
                "archive_mode", "on",
                // The shell's: it fails.
                "archive_command", "false",
                "wal_level", "logical",
                "autovacuum", "off",
                "autovacuum_freeze_max_age", "100000"));
        database = server.database();
        superuser = database.administrator();
        execute("create schema ward");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private static Rule rule(String id) {
        return Doctor.rules().stream()
                .filter(rule -> rule.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<Finding> find(String id) throws SQLException {
        return find(id, "", "");
    }

    /** With a threshold that a test needn't wait for. */
    private static List<Finding> find(String id, String threshold, String lower) throws SQLException {
        Rule rule = rule(id);
        assertThat(rule.sql()).contains(threshold);
        Rule impatient = new Rule(
                id,
                rule.group(),
                rule.severity(),
                rule.title(),
                rule.why(),
                rule.closes(),
                rule.needs(),
                threshold.isEmpty() ? rule.sql() : rule.sql().replace(threshold, lower));
        try (Connection connection = superuser.connect()) {
            return impatient.find(connection);
        }
    }

    private static void mend(Finding finding) throws SQLException {
        try (Connection connection = superuser.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : finding.mend().replaceAll("(?m)^--.*$", "").split(";")) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        // What a setting of the whole server is reread takes a moment.
        if (finding.mend().contains("pg_reload_conf")) {
            awaitReload();
        }
    }

    private static void awaitReload() throws SQLException {
        execute("select pg_sleep(0.3)");
    }

    private static Finding only(List<Finding> findings, String object) {
        return findings.stream()
                .filter(finding -> finding.object().contains(object))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not found: " + object + " among " + findings));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "sequence-ending | ward.ticket | create sequence ward.ticket maxvalue 10; select setval('ward.ticket', 9)",
                "password-ending | role short | create role short login valid until 'tomorrow'",
                "signing-key-old | signing key k | update tenancy.signing_key set created_at = now() - interval '91 days' where accepted_until = 'infinity'",
                "signing-key-detached | key_generation | create or replace function tenancy.key_generation() returns bigint language sql immutable parallel safe return 99",
                "erasure-unfinished | 018f2b5c | insert into privacy.erasure (customer_id, started_at, ordered_by, reason, addresses) values ('018f2b5c-7f00-7000-8000-000000000001', now() - interval '2 days', 'jane', 'has ended', '{}')",
                "erasure-due | 018f2b5c | insert into tenancy.lifecycle (customer_id, state, since, erase_after) values ('018f2b5c-7f00-7000-8000-000000000002', 'terminated', now() - interval '60 days', now() - interval '30 days')",
                "retention-idle | retention_run | update privacy.retention_run set started_at = now() - interval '9 days', finished_at = now() - interval '9 days'",
                "partitions-behind | usage.event | update tenancy.partitioned_table set ahead = 50 where table_name = 'event'",
                "migration-failed | migration 1000 | insert into tenancy.flyway_schema_history select 999, '1000', 'half done', 'SQL', 'V1000__half.sql', 1, 'operant_migrator', now(), 5, false",
                "data-migration-unfinished | stuck | insert into tenancy.data_migration (name, statement_hash, targets, ordered_by, reason, started_at) values ('stuck', repeat('a', 64), '{stage.dashboard}', 'jane', 'blanks', now() - interval '2 days')",
                "collation-changed | database operant | update pg_database set datcollversion = '0' where datname = current_database()",
                "constraint-not-validated | ward.kept | create table ward.kept (n integer); alter table ward.kept add constraint positive check (n > 0) not valid",
                "setting-autovacuum | ward.greedy | create table ward.greedy (n integer) with (autovacuum_enabled = off)",
                "setting-statement-log | log_statement | alter system set log_statement = 'all'; select pg_reload_conf()",
                "setting-slots | max_slot_wal_keep_size | select pg_create_physical_replication_slot('idle')",
                "table-bloated | ward.bloated | create table ward.bloated (n integer); insert into ward.bloated select generate_series(1, 12000); delete from ward.bloated",
                "table-not-analyzed | ward.fresh | create table ward.fresh (n integer); insert into ward.fresh select generate_series(1, 12000)",
                "foreign-key-no-index | ward.child | create table ward.parent (id integer primary key); insert into ward.parent values (1); create table ward.child (parent integer references ward.parent); insert into ward.child select 1 from generate_series(1, 2000); analyze ward.child",
                "index-unused | ward.idle_n | create table ward.busy (n integer); create index idle_n on ward.busy (n); insert into ward.busy select generate_series(1, 100001)",
            })
    void what_is_sick_is_found_and_what_is_prescribed_mends_it(String id, String object, String provoked)
            throws Exception {
        assertThat(find(id)).extracting(Finding::object).noneMatch(name -> name.contains(object));
        execute(provoked.split("; "));
        awaitReload();
        Finding found = only(find(id), object);
        assertThat(found.found()).isNotBlank();

        switch (id) {
            // No SQL of a superuser's alone mends these.
            case "erasure-unfinished" -> execute("delete from privacy.erasure");
            case "erasure-due" -> execute("delete from tenancy.lifecycle");
            case "partitions-behind" -> {
                try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                        Statement statement = operator.createStatement()) {
                    statement.execute(found.mend());
                }
            }
            case "retention-idle" -> {
                try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                        Statement statement = operator.createStatement()) {
                    statement.execute(found.mend());
                }
            }
            case "setting-slots" -> {
                mend(found);
                execute("select pg_drop_replication_slot('idle')", "alter system reset max_slot_wal_keep_size");
                return;
            }
            default -> mend(found);
        }
        assertThat(find(id)).extracting(Finding::object).noneMatch(name -> name.contains(object));
    }

    @Test
    void a_setting_that_waits_for_a_restart_is_found() throws Exception {
        assertThat(find("setting-pending")).extracting(Finding::object).doesNotContain("max_wal_senders");
        execute("alter system set max_wal_senders = 7", "select pg_reload_conf()");
        awaitReload();
        assertThat(only(find("setting-pending"), "max_wal_senders").mend()).contains("restart");
        execute("alter system reset max_wal_senders", "select pg_reload_conf()");
    }

    @Test
    void an_index_that_could_not_be_built_is_found_and_can_be_built_again() throws Exception {
        execute("create table ward.twice (n integer)", "insert into ward.twice values (1), (1)");
        assertThatThrownBy(() -> execute("create unique index concurrently twice_n on ward.twice (n)"))
                .isInstanceOf(SQLException.class);
        Finding found = only(find("index-not-valid"), "ward.twice_n");
        execute("delete from ward.twice");
        mend(found);
        assertThat(find("index-not-valid")).isEmpty();
    }

    @Test
    void an_application_without_limits_is_found_and_given_them() throws Exception {
        String login = database.login(DatabaseRole.RUNTIME).username();
        List<Finding> findings = find("setting-timeouts").stream()
                .filter(finding -> finding.object().equals("role " + login))
                .toList();
        assertThat(findings)
                .extracting(Finding::found)
                .containsExactly(
                        "has no idle_in_transaction_session_timeout",
                        "has no lock_timeout",
                        "has no statement_timeout");
        for (Finding finding : findings) {
            mend(finding);
        }
        assertThat(find("setting-timeouts")).extracting(Finding::object).doesNotContain("role " + login);
    }

    @Test
    void a_transaction_that_somebody_left_open_and_who_waits_for_it_are_found_and_ended() throws Exception {
        execute("create table ward.wanted (n integer)");
        try (Connection idle = superuser.connect();
                Statement holding = idle.createStatement();
                Connection next = superuser.connect();
                Statement waiting = next.createStatement()) {
            idle.setAutoCommit(false);
            holding.execute("lock table ward.wanted");
            Thread waits = new Thread(() -> {
                try {
                    waiting.execute("select * from ward.wanted");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            waits.start();
            assertThat(find("transaction-long")).isEmpty();
            for (int i = 0;
                    i < 100
                            && find("session-blocked", "interval '1 minute'", "interval '0'")
                                    .isEmpty();
                    i++) {
                Thread.sleep(50);
            }
            Finding blocked = only(find("session-blocked", "interval '1 minute'", "interval '0'"), "session ");
            Finding open = only(find("transaction-long", "interval '5 minutes'", "interval '0'"), "session ");
            assertThat(blocked.mend()).isEqualTo(open.mend());
            assertThat(open.found()).contains("idle in transaction");
            mend(open);
            waits.join(10_000);
            assertThat(waits.isAlive()).isFalse();
            assertThat(find("session-blocked", "interval '1 minute'", "interval '0'"))
                    .isEmpty();
        }
    }

    @Test
    void a_prepared_transaction_that_nobody_ends_is_found() throws Exception {
        execute("begin; create table ward.halfway (); prepare transaction 'halfway'");
        assertThat(find("transaction-prepared")).isEmpty();
        mend(only(find("transaction-prepared", "interval '5 minutes'", "interval '0'"), "'halfway'"));
        assertThat(ask("select count(*) from pg_prepared_xacts")).isEqualTo("0");
    }

    @Test
    @Tag("thorough")
    void connections_that_run_short_are_found() throws Exception {
        assertThat(find("connections-short")).isEmpty();
        List<Connection> taken = new ArrayList<>();
        try {
            int most = Integer.parseInt(ask("show max_connections"));
            while (taken.size() < 0.8 * most + 1) {
                taken.add(superuser.connect());
            }
            assertThat(find("connections-short"))
                    .singleElement()
                    .satisfies(
                            finding -> assertThat(finding.found()).contains("of " + most + " connections are taken"));
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    @Test
    void a_slot_that_nobody_reads_is_found_once_it_holds_back_much() throws Exception {
        execute("select pg_create_physical_replication_slot('forgotten', true)");
        assertThat(find("slot-behind")).isEmpty();
        for (int i = 0; i < 5; i++) {
            execute("select pg_logical_emit_message(false, 'test', 'x')", "select pg_switch_wal()");
        }
        Finding found = only(find("slot-behind"), "slot forgotten");
        assertThat(found.found()).contains("is read by nobody").contains("MB");
        mend(found);
        assertThat(find("slot-behind")).isEmpty();
    }

    @Test
    void an_archive_that_fails_is_found() throws Exception {
        execute("select pg_logical_emit_message(false, 'test', 'x')", "select pg_switch_wal()");
        for (int i = 0; i < 100 && find("archive-failing").isEmpty(); i++) {
            Thread.sleep(100);
        }
        assertThat(only(find("archive-failing"), "archive_command").found()).contains("the last success was never");
    }

    @Test
    void a_server_without_an_archive_is_advised_to_have_one() throws Exception {
        assertThat(find("setting-recovery")).isEmpty();
        assertThat(find("setting-recovery", "s.reset_val = 'off'", "s.reset_val = 'on'"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.object()).isEqualTo("archive_mode"));
    }

    @Test
    @Tag("thorough")
    void ids_of_transactions_that_run_out_are_found() throws Exception {
        assertThat(find("vacuum-starved")).isEmpty();
        try (Connection old = superuser.connect();
                Statement holding = old.createStatement()) {
            old.setAutoCommit(false);
            holding.execute("select pg_current_xact_id()");
            execute("do $$ begin for i in 1..131000 loop perform pg_current_xact_id(); commit; end loop; end $$");
            assertThat(only(find("vacuum-starved"), ask("select current_database()"))
                            .found())
                    .contains("autovacuum_freeze_max_age is 100000");
        }
        for (Finding finding : find("vacuum-starved")) {
            if (finding.object().contains(ask("select current_database()"))) {
                mend(finding);
            }
        }
        assertThat(find("vacuum-starved")).extracting(Finding::object).noneMatch(name -> name.contains("operant"));
    }

    @Test
    @Tag("thorough")
    void a_page_that_the_disk_has_damaged_is_found_once_somebody_has_read_it() throws Exception {
        assertThat(find("checksum-failed")).isEmpty();
        Login first = server.administrator().withDatabase("damaged_source");
        execute("create database damaged_source");
        Path file;
        try (Connection connection = first.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("create table page as select generate_series(1, 100) n");
            statement.execute("checkpoint");
            try (ResultSet row = statement.executeQuery(
                    "select current_setting('data_directory') || '/' || pg_relation_filepath('page')")) {
                row.next();
                file = Path.of(row.getString(1));
            }
        }
        try (RandomAccessFile page = new RandomAccessFile(file.toFile(), "rw")) {
            page.seek(8000);
            page.write(new byte[] {1, 2, 3, 4});
        }
        // A copy of the files, that no memory of the server knows better.
        execute("create database damaged template damaged_source strategy file_copy");
        try (Connection connection =
                        server.administrator().withDatabase("damaged").connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select * from page")).isInstanceOf(SQLException.class);
        }
        assertThat(only(find("checksum-failed"), "database damaged").found()).startsWith("had 1 damaged pages");
        execute("drop database damaged", "drop database damaged_source");
    }

    @ParameterizedTest
    @Tag("thorough")
    @ValueSource(strings = {"ended", "ending", "self-signed", "other name"})
    void a_certificate_that_is_bad_is_found_by_whoever_asks(String fault) throws Exception {
        Path data = Path.of(ask("show data_directory"));
        TlsFiles.write(
                data,
                switch (fault) {
                    case "ended" -> List.of("-startdate", "-40d", "-validity", "30", "-ext", "san=ip:127.0.0.1");
                    case "ending" -> List.of("-validity", "20", "-ext", "san=ip:127.0.0.1");
                    case "other name" -> List.of("-validity", "300", "-ext", "san=dns:db.example");
                    default -> List.of("-validity", "300", "-ext", "san=ip:127.0.0.1");
                });
        execute("alter system set ssl = on", "select pg_reload_conf()");
        awaitReload();
        GateReport report = Doctor.check(superuser);
        assertThat(report.findings())
                .filteredOn(finding -> finding.rule().id().equals("server-certificate"))
                .extracting(Finding::found)
                .anySatisfy(found -> assertThat(found)
                        .contains(
                                switch (fault) {
                                    case "ended" -> "has ended at ";
                                    case "ending" -> "in 19 days";
                                    case "other name" -> "is for db.example, and not for 127.0.0.1";
                                    default -> "is signed by itself";
                                }))
                .hasSize(fault.equals("self-signed") ? 1 : 2);
        execute("alter system reset ssl", "select pg_reload_conf()");
        Files.delete(data.resolve("server.key"));
        awaitReload();
        assertThat(Doctor.check(superuser).unchecked())
                .extracting(Unchecked::reason)
                .contains("the server shows none: it doesn't speak TLS");
    }

    @ParameterizedTest
    @CsvSource({"42.7.1, CVE-2024-1597", "42.7.11, CVE-2026-54291", "42.2.28.jre7, CVE-2022-41946"})
    void a_driver_with_a_published_hole_is_found(String version, String cve) {
        assertThat(DriverVersion.find(rule("driver-vulnerable"), version))
                .anySatisfy(finding -> assertThat(finding.found()).contains(cve));
        assertThat(DriverVersion.find(rule("driver-vulnerable"), "42.7.14")).isEmpty();
    }

    @Test
    void a_role_of_monitoring_sees_the_server_and_the_migrator_the_layer_and_both_are_told_the_rest() throws Exception {
        execute("create role watcher login password 'watching' in role pg_monitor");
        execute("grant connect on database " + ask("select current_database()") + " to watcher");
        GateReport watched = Doctor.check(new Login(superuser.url(), "watcher", "watching"));
        assertThat(watched.unchecked())
                .extracting(unchecked -> unchecked.rule().id())
                .containsExactlyInAnyOrder(
                        "partitions-behind",
                        "signing-key-old",
                        "signing-key-detached",
                        "erasure-unfinished",
                        "erasure-due",
                        "retention-idle",
                        "migration-failed",
                        "data-migration-unfinished",
                        "password-md5",
                        "hba-weak",
                        "index-duplicate",
                        "server-certificate");
        GateReport migrated = Doctor.check(database.login(DatabaseRole.MIGRATOR));
        assertThat(migrated.unchecked())
                .extracting(unchecked -> unchecked.rule().id())
                .contains("transaction-long", "password-md5")
                .doesNotContain("partitions-behind", "signing-key-old");
        assertThat(migrated.checked())
                .hasSize(Doctor.rules().size() - migrated.unchecked().size());
        Doctor.check(superuser)
                .unchecked()
                .forEach(unchecked -> assertThat(unchecked.rule().id()).isEqualTo("server-certificate"));
    }

    @Test
    void every_rule_has_a_file_and_every_file_is_a_rule() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/doctor"))) {
            List<String> ids = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .map(name -> name.replace(".sql", ""))
                    .toList();
            List<String> gates = Gate.rules().stream().map(Rule::id).toList();
            assertThat(Doctor.rules())
                    .extracting(Rule::id)
                    .filteredOn(id -> !gates.contains(id))
                    .containsExactlyInAnyOrderElementsOf(ids);
        }
    }
}
