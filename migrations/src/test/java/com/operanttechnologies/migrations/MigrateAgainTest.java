package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations that are in somebody's way, or that somebody ended halfway. */
@Tag("thorough")
class MigrateAgainTest {

    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofMinutes(5);

    private static ThrowawayDatabase database;

    @TempDir
    private Path folder;

    private Migrator migrator;

    @BeforeAll
    static void create() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void forgetTheLast() throws SQLException {
        execute("delete from tenancy.flyway_schema_history where version = '1000'");
        migrator = Migrator.of(database.login(DatabaseRole.MIGRATOR))
                .withLocation("filesystem:" + folder)
                .accepting("server-rls-hole");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static void await(String what, CompletableFuture<Integer> migrated, String sql) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!query(sql).equals("t")) {
            if (migrated.isDone()) {
                throw new AssertionError(what + ": ended with " + migrated.get());
            }
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(20);
        }
    }

    private void pending(String sql) throws IOException {
        Files.writeString(folder.resolve("V1000__next.sql"), sql);
    }

    /** While another transaction holds this lock on relay.screen, attempt by attempt, and then to the end. */
    private void migratesOnceGivenBack(String mode) throws Exception {
        try (Connection other = database.administrator().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table relay.screen in " + mode + " mode");
            CompletableFuture<Integer> migrated = CompletableFuture.supplyAsync(
                    () -> migrator.withPatience(new Patience(Duration.ofSeconds(1), 20, LONG, LONG))
                            .migrate());
            await(
                    "an attempt waits",
                    migrated,
                    "select exists (select from pg_locks where not granted and relation = 'relay.screen'::regclass)");
            // Nobody waits between two attempts, so others get on.
            await(
                    "the attempt gave up",
                    migrated,
                    "select not exists (select from pg_locks where not granted and relation = 'relay.screen'::regclass)");
            assertThat(migrated).isNotDone();
            other.rollback();
            assertThat(migrated.get(2, TimeUnit.MINUTES)).isEqualTo(1);
        }
    }

    @Test
    void a_lock_that_another_gives_back_in_time_is_waited_for_attempt_by_attempt() throws Exception {
        pending("comment on column relay.screen.name is 'what its people call it';\nlock table relay.screen;\n");
        migratesOnceGivenBack("access share");
    }

    @Test
    void a_lock_that_another_keeps_is_given_up_with_a_sentence_and_without_a_trace() throws Exception {
        pending("lock table relay.screen;\n");
        try (Connection other = database.administrator().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table relay.screen in access share mode");
            assertThatThrownBy(() -> migrator.withPatience(new Patience(SHORT, 2, LONG, LONG))
                            .migrate())
                    .isInstanceOf(MigratorBlockedException.class)
                    .hasMessageContaining("did not get its lock in 0.2 s, 2 times");
            other.rollback();
        }
        assertThat(query("select count(*) from tenancy.flyway_schema_history where version = '1000'"))
                .isEqualTo("0");
    }

    @Test
    void a_statement_that_runs_too_long_is_ended() throws Exception {
        pending("select pg_sleep(60);\n");
        assertThatThrownBy(() -> migrator.withPatience(new Patience(SHORT, 1, SHORT, LONG))
                        .migrate())
                .hasMessageContaining("statement timeout");
    }

    @Test
    void a_second_migrator_is_told_who_the_first_one_is() throws Exception {
        pending("select pg_sleep(60);\n");
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(
                () -> migrator.withPatience(new Patience(SHORT, 1, LONG, LONG)).migrate());
        String sleeps = "from pg_stat_activity where datname = current_database() and query like 'select pg_sleep%'"
                + " and state = 'active'";
        await("the first one is at work", first, "select exists (select " + sleeps + ")");
        assertThat(migrator.others())
                .singleElement()
                .asString()
                .contains(database.login(DatabaseRole.MIGRATOR).username());
        assertThatThrownBy(() -> migrator.withPatience(new Patience(SHORT, 1, LONG, SHORT))
                        .migrate())
                .isInstanceOf(MigratorBlockedException.class)
                .hasMessageContaining("Another migrator works on this database: process ")
                .hasMessageContaining("from 127.0.0.1");
        query("select pg_terminate_backend(pid) " + sleeps);
        assertThatThrownBy(() -> first.get(1, TimeUnit.MINUTES)).hasMessageContaining("V1000__next.sql");
        assertThat(migrator.others()).isEmpty();
    }

    @Test
    void an_index_whose_building_was_ended_halfway_is_built_anew() throws Exception {
        pending("-- by name\ncreate index concurrently if not exists screen_by_place\n"
                + "    on relay.screen (customer_id, name);\n");
        try (Connection other = database.administrator().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("insert into tenancy.customer (customer_id, name)"
                    + " values ('018f2b5c-7f00-7000-8000-0000000000aa', 'Acme')");
            statement.execute("lock table relay.screen in row exclusive mode");
            CompletableFuture<Integer> building = CompletableFuture.supplyAsync(() -> migrator.migrate());
            String builds =
                    "from pg_stat_activity where datname = current_database() and query like '%concurrently if not%'"
                            + " and wait_event_type = 'Lock'";
            await("the index is being built", building, "select exists (select " + builds + ")");
            query("select pg_terminate_backend(pid) " + builds);
            assertThatThrownBy(() -> building.get(1, TimeUnit.MINUTES)).isNotNull();
            other.rollback();
        }
        assertThat(query("select indisvalid from pg_index where indexrelid = 'relay.screen_by_place'::regclass"))
                .as("what PostgreSQL leaves")
                .isEqualTo("f");

        assertThat(migrator.migrate()).isEqualTo(1);
        assertThat(query("select indisvalid from pg_index where indexrelid = 'relay.screen_by_place'::regclass"))
                .isEqualTo("t");
        execute("drop index relay.screen_by_place");
    }

    @Test
    void an_index_that_is_built_after_a_setting_waits_for_as_long_as_an_older_transaction_lasts() throws Exception {
        pending("set maintenance_work_mem = '64MB';\n"
                + "create index concurrently screen_by_place on relay.screen (customer_id, name);\n");
        Files.writeString(folder.resolve("V1000__next.sql.conf"), "executeInTransaction=false\n");
        try (Connection other = database.administrator().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table relay.screen in row exclusive mode");
            CompletableFuture<Integer> building = CompletableFuture.supplyAsync(() ->
                    migrator.withPatience(new Patience(SHORT, 1, LONG, LONG)).migrate());
            await(
                    "the build has waited for long",
                    building,
                    "select exists (select from pg_stat_activity where datname = current_database()"
                            + " and query like 'create index concurrently screen_by_place%'"
                            + " and wait_event_type = 'Lock' and query_start < clock_timestamp() - interval '2 s')");
            other.rollback();
            assertThat(building.get(2, TimeUnit.MINUTES)).isEqualTo(1);
        }
        assertThat(query("select indisvalid from pg_index where indexrelid = 'relay.screen_by_place'::regclass"))
                .isEqualTo("t");
        execute("drop index relay.screen_by_place");
    }

    /** A commit that waits for a standby is made already, and only its answer is lost with the connection. */
    @Test
    void what_counts_up_and_was_committed_before_its_connection_was_lost_is_not_run_again() throws Exception {
        execute("create table public.counted as select 0 as n");
        execute("grant select, update on public.counted to operant_owner, operant_migrator");
        execute(inThisDatabase("set synchronous_commit = on"));
        pending("update public.counted set n = n + 1 where pg_sleep(2) is not null;\n");
        Files.writeString(folder.resolve("V1000__next.sql.conf"), "executeInTransaction=false\n");
        try {
            CompletableFuture<Integer> lost = CompletableFuture.supplyAsync(() -> migrator.migrate());
            String counts = "from pg_stat_activity where datname = current_database()"
                    + " and query like 'update public.counted%' and wait_event = ";
            await("it is at work", lost, "select exists (select " + counts + "'PgSleep')");
            execute("alter system set synchronous_standby_names = 'nobody'");
            execute("select pg_reload_conf()");
            await("it is committed", lost, "select exists (select " + counts + "'SyncRep')");
            query("select pg_terminate_backend(pid) " + counts + "'SyncRep'");
            acknowledgeCommits();
            assertThatThrownBy(() -> lost.get(1, TimeUnit.MINUTES)).isNotNull();
            assertThat(query("select n from public.counted")).as("committed").isEqualTo("1");

            Throwable refusal = catchThrowable(() -> migrator.migrate());
            assertThat(query("select n from public.counted"))
                    .as("by the next one")
                    .isEqualTo("1");
            assertThat(refusal).hasMessageContaining("failed");
            assertThat(migrator.faults()).singleElement().asString().contains("1000");
            // And it is once somebody has taken it back.
            execute("update public.counted set n = 0");
            migrator.repair();
            assertThat(migrator.faults()).isEmpty();
        } finally {
            acknowledgeCommits();
            execute(inThisDatabase("reset synchronous_commit"));
            execute("drop table public.counted");
        }
    }

    private static void acknowledgeCommits() throws SQLException {
        execute("alter system reset synchronous_standby_names");
        execute("select pg_reload_conf()");
    }

    private static String inThisDatabase(String change) {
        return "do $$ begin execute format('alter database %I " + change + "', current_database()); end $$";
    }

    @Test
    void a_single_statement_outside_of_transactions_lets_others_go_first_and_is_tried_again() throws Exception {
        pending("alter table relay.screen alter column paired_at set statistics 200;\n");
        Files.writeString(folder.resolve("V1000__next.sql.conf"), "executeInTransaction=false\n");
        migratesOnceGivenBack("exclusive");
        assertThat(migrator.faults()).isEmpty();
    }

    @Test
    void a_change_of_rows_that_did_not_get_its_lock_is_tried_again_as_nothing_of_it_is_there() throws Exception {
        execute("create table public.counted as select 0 as n");
        execute("grant select, update on public.counted to operant_owner, operant_migrator");
        pending("update public.counted set n = n + 1;\n");
        Files.writeString(folder.resolve("V1000__next.sql.conf"), "executeInTransaction=false\n");
        try (Connection other = database.administrator().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table public.counted in exclusive mode");
            assertThatThrownBy(() -> migrator.withPatience(new Patience(SHORT, 2, LONG, LONG))
                            .migrate())
                    .isInstanceOf(MigratorBlockedException.class)
                    .hasMessageContaining("2 times");
            other.rollback();
        } finally {
            execute("drop table public.counted");
        }
    }

    @Test
    void what_can_not_be_run_twice_and_failed_outside_of_transactions_waits_for_its_administrator() throws Exception {
        pending("comment on schema relay is 'screens';\nselect 1/0;\n");
        Path settings = Files.writeString(folder.resolve("V1000__next.sql.conf"), "executeInTransaction=false\n");
        assertThatThrownBy(() -> migrator.migrate()).hasMessageContaining("division by zero");
        Files.delete(settings);
        assertThatThrownBy(() -> migrator.migrate()).hasMessageContaining("failed");
        assertThat(migrator.faults()).singleElement().asString().contains("1000");

        assertThat(migrator.repairs())
                .containsExactly("V1000__next.sql: forgets that it failed, so that it is pending again");
        migrator.repair();
        assertThat(migrator.repairs()).isEmpty();
        pending("comment on schema relay is 'screens';\n");
        assertThat(migrator.migrate()).isEqualTo(1);
    }

    @Test
    void a_repair_leaves_what_is_not_in_its_locations_in_the_history() throws Exception {
        pending("select 1;\n");
        migrator.migrate();
        Migrator own = Migrator.of(database.login(DatabaseRole.MIGRATOR));
        execute("update tenancy.flyway_schema_history set checksum = 4711 where version = '010'");

        assertThat(own.repairs()).singleElement().asString().contains("V010__panel_account.sql", "4711");
        own.repair();

        assertThat(query("select type from tenancy.flyway_schema_history where version = '1000'"))
                .isEqualTo("SQL");
        assertThat(own.repairs()).isEmpty();
        migrator.validate();
    }
}
