package com.operanttechnologies.migrations.gate;

import static com.operanttechnologies.migrations.gate.SickServer.only;
import static com.operanttechnologies.migrations.gate.SickServer.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real server is made sick in each way that the doctor knows: it finds that, and what it prescribes mends it. */
@Tag("thorough")
class DoctorTest {

    private static SickServer sick;

    @BeforeAll
    static void start() throws Exception {
        sick = SickServer.get();
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
                "erasure-unfinished | 018f2b5c | insert into privacy.erasure (customer_id, started_at, ordered_by, reason, addresses, older) values ('018f2b5c-7f00-7000-8000-000000000001', now() - interval '2 days', 'jane', 'has ended', '{}', '{}')",
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
        assertThat(sick.find(id)).extracting(Finding::object).noneMatch(name -> name.contains(object));
        sick.execute(provoked.split("; "));
        sick.awaitReload();
        Finding found = only(sick.find(id), object);
        assertThat(found.found()).isNotBlank();

        switch (id) {
            // No SQL of a sick.superuser()'s alone mends these.
            case "erasure-unfinished" -> sick.execute("delete from privacy.erasure");
            case "erasure-due" -> sick.execute("delete from tenancy.lifecycle");
            case "partitions-behind" -> {
                try (Connection operator =
                                sick.database().login(DatabaseRole.OPERATOR).connect();
                        Statement statement = operator.createStatement()) {
                    statement.execute(found.mend());
                }
            }
            case "retention-idle" -> {
                try (Connection operator =
                                sick.database().login(DatabaseRole.OPERATOR).connect();
                        Statement statement = operator.createStatement()) {
                    statement.execute(found.mend());
                }
            }
            case "setting-slots" -> {
                sick.mend(found);
                sick.execute("select pg_drop_replication_slot('idle')", "alter system reset max_slot_wal_keep_size");
                return;
            }
            default -> sick.mend(found);
        }
        assertThat(sick.find(id)).extracting(Finding::object).noneMatch(name -> name.contains(object));
    }

    @Test
    void an_index_that_could_not_be_built_is_found_and_can_be_built_again() throws Exception {
        sick.execute("create table ward.twice (n integer)", "insert into ward.twice values (1), (1)");
        assertThatThrownBy(() -> sick.execute("create unique index concurrently twice_n on ward.twice (n)"))
                .isInstanceOf(SQLException.class);
        Finding found = only(sick.find("index-not-valid"), "ward.twice_n");
        sick.execute("delete from ward.twice");
        sick.mend(found);
        assertThat(sick.find("index-not-valid")).isEmpty();
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
        sick.execute("create role watcher login password 'watching' in role pg_monitor");
        sick.execute("grant connect on database " + sick.ask("select current_database()") + " to watcher");
        GateReport watched = Doctor.check(new Login(sick.superuser().url(), "watcher", "watching"));
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
        GateReport migrated = Doctor.check(sick.database().login(DatabaseRole.MIGRATOR));
        assertThat(migrated.unchecked())
                .extracting(unchecked -> unchecked.rule().id())
                .contains("transaction-long", "password-md5")
                .doesNotContain("partitions-behind", "signing-key-old");
        assertThat(migrated.checked())
                .hasSize(Doctor.rules().size() - migrated.unchecked().size());
        Doctor.check(sick.superuser())
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
