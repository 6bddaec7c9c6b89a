package com.operanttechnologies.migrations.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Bootstrap;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.Migrator;
import com.operanttechnologies.migrations.SharedDatabase;
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
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a plan says of migrations, and that it changes nothing. */
@Tag("thorough")
class PlanTest {

    private static final int ROWS = 20_000;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(120);
    private static final Set<String> OF_THE_SERVER = Set.of("server-rls-hole");

    private static ThrowawayDatabase database;

    @TempDir
    private Path folder;

    private Migrator migrator;

    @BeforeAll
    static void create(@TempDir Path first) throws Exception {
        database = SharedDatabase.get().copy();
        Files.writeString(first.resolve("V1000__signage.sql"), """
                create schema signage;
                grant usage on schema signage to operant_runtime;
                create table signage.shown (
                    customer_id uuid not null default tenancy.current_customer() references tenancy.customer,
                    shown_id uuid not null, at timestamptz not null,
                    primary key (customer_id, shown_id));
                select tenancy.protect('signage.shown', 'telemetry',
                    'as long as the Customer is active');
                """);
        Migrator.of(database.login(DatabaseRole.MIGRATOR))
                .withLocation("filesystem:" + first)
                .accepting("server-rls-hole")
                .migrate();
        execute(database.administrator(), """
                insert into tenancy.customer (customer_id, name)
                    values ('018f2b5c-7f00-7000-8000-000000000001', 'Acme');
                insert into signage.shown select '018f2b5c-7f00-7000-8000-000000000001', gen_random_uuid(), now()
                    from generate_series(1, %d);
                analyze signage.shown""".formatted(ROWS));
        // Not in the location of the migrations below, and so nothing that they miss.
        execute(database.administrator(), "delete from tenancy.flyway_schema_history where version = '1000'");
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void location() {
        migrator = Migrator.of(database.login(DatabaseRole.MIGRATOR)).withLocation("filesystem:" + folder);
    }

    private static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private MigrationPlan plan(String sql) throws IOException, SQLException {
        Files.writeString(folder.resolve("V1001__next.sql"), sql);
        return migrator.plan(SECOND, LONG);
    }

    private static MigrationEffect only(MigrationPlan plan) {
        assertThat(plan.migrations()).as(plan.toString()).hasSize(1);
        return plan.migrations().get(0);
    }

    private static RelationEffect shown(StatementEffect statement) {
        return statement.relations().stream()
                .filter(relation -> relation.name().equals("signage.shown"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothing_is_pending_where_all_is_applied() throws Exception {
        MigrationPlan plan = migrator.plan(SECOND, LONG);

        assertThat(plan.migrations()).isEmpty();
        assertThat(plan.failed()).isFalse();
        assertThat(plan.toString()).isEqualTo("No migration is pending.");
    }

    @Test
    void a_dangerous_migration_is_told_by_what_it_rewrites_who_waits_and_what_it_breaks() throws Exception {
        String before = query(database.administrator(), "select pg_relation_filenode('signage.shown')");
        MigrationPlan plan = plan("""
                alter table signage.shown add column receipt uuid not null default gen_random_uuid();

                create index shown_at on signage.shown (customer_id, at);
                alter table signage.shown no force row level security;
                """);

        MigrationEffect migration = only(plan);
        assertThat(migration.statements()).extracting(StatementEffect::line).containsExactly(1, 3, 4);
        RelationEffect added = shown(migration.statements().get(0));
        assertThat(added.lock()).isEqualTo(LockMode.ACCESS_EXCLUSIVE);
        assertThat(added.rewritten()).isTrue();
        assertThat(added.rows()).isEqualTo(ROWS);
        assertThat(added.rowsRead()).isGreaterThanOrEqualTo(ROWS);
        assertThat(added.bytes()).isGreaterThan(1_000_000);
        assertThat(migration.waits()).extracting(MigrationEffect.Wait::name).contains("signage.shown");
        assertThat(Objects.requireNonNull(migration.gate()).errors())
                .extracting(finding -> finding.rule().id())
                .contains("rls-not-forced");
        assertThat(plan.isRefusedExcept(OF_THE_SERVER)).isTrue();
        assertThat(plan.failed()).isFalse();
        assertThat(plan.toString())
                .contains("ACCESS EXCLUSIVE on signage.shown", "REWRITTEN", "reads and writes wait: signage.shown");

        assertThat(query(database.administrator(), "select pg_relation_filenode('signage.shown')"))
                .isEqualTo(before);
        assertThat(query(database.administrator(), "select to_regclass('signage.shown_at')"))
                .isNull();
        assertThat(query(database.administrator(), "select count(*) from pg_locks where mode = 'AccessExclusiveLock'"))
                .isEqualTo("0");
    }

    @Test
    void a_lock_that_only_writers_wait_for_is_told_as_that() throws Exception {
        RelationEffect indexed = shown(only(plan("create index shown_at on signage.shown (customer_id, at);"))
                .statements()
                .get(0));

        assertThat(indexed.lock()).isEqualTo(LockMode.SHARE);
        assertThat(indexed.rewritten()).isFalse();
    }

    @Test
    void a_migration_that_nobody_waits_for_is_told_without_waits() throws Exception {
        MigrationPlan plan = plan("comment on table signage.shown is 'what was shown';");

        assertThat(shown(only(plan).statements().get(0)).lock()).isEqualTo(LockMode.SHARE_UPDATE_EXCLUSIVE);
        assertThat(only(plan).waits()).isEmpty();
        assertThat(plan.isRefusedExcept(OF_THE_SERVER)).as(plan.toString()).isFalse();
    }

    @Test
    void a_truncated_table_is_told_as_emptied() throws Exception {
        RelationEffect truncated =
                shown(only(plan("truncate signage.shown;")).statements().get(0));

        assertThat(truncated.emptied()).isTrue();
        assertThat(truncated.rewritten()).isFalse();
    }

    @Test
    void rows_that_are_changed_one_by_one_are_counted() throws Exception {
        assertThat(only(plan("update tenancy.kept_class set data_class = data_class;"))
                        .statements()
                        .get(0)
                        .relations())
                .filteredOn(relation -> relation.name().equals("tenancy.kept_class"))
                .singleElement()
                .satisfies(kept -> assertThat(kept.rowsWritten()).isPositive());
    }

    @Test
    void partitions_are_told_as_one() throws Exception {
        StatementEffect statement = only(plan("alter table usage.event add column note text;"))
                .statements()
                .get(0);

        assertThat(statement.relations())
                .filteredOn(relation -> relation.name().equals("usage.event"))
                .extracting(RelationEffect::kind)
                .containsExactlyInAnyOrder("table", "partitions");
        assertThat(statement.relations())
                .filteredOn(relation -> relation.kind().equals("partitions"))
                .singleElement()
                .satisfies(partitions -> assertThat(partitions.count()).isGreaterThan(1));
    }

    @Test
    void what_can_not_be_in_a_transaction_is_not_run_and_told() throws Exception {
        MigrationPlan plan = plan("create index concurrently shown_at on signage.shown (customer_id, at);");

        MigrationEffect migration = only(plan);
        assertThat(migration.notRehearsed()).contains("outside of a transaction");
        assertThat(migration.statements().get(0).took()).isNull();
        assertThat(shown(migration.statements().get(0)).lock()).isEqualTo(LockMode.SHARE_UPDATE_EXCLUSIVE);
        assertThat(query(database.administrator(), "select to_regclass('signage.shown_at')"))
                .isNull();
    }

    @Test
    void a_file_beside_a_script_takes_it_out_of_transactions() throws Exception {
        Files.writeString(folder.resolve("V1001__next.sql.conf"), "executeInTransaction=false\n");

        assertThat(only(plan("comment on schema signage is 'screens';")).notRehearsed())
                .contains("outside of a transaction");
    }

    @Test
    void a_script_that_flyway_would_refuse_is_told() throws Exception {
        assertThat(only(plan("""
                comment on schema signage is 'screens';
                vacuum signage.shown;
                """)).notRehearsed()).contains("split it");
    }

    @Test
    void a_statement_that_fails_is_told_and_what_follows_is_not_run() throws Exception {
        Files.writeString(folder.resolve("V1002__after.sql"), "select 1;");
        MigrationPlan plan = plan("select 1;\nalter table signage.nosuch add column x text;\nselect 2;");

        assertThat(plan.failed()).isTrue();
        MigrationEffect failed = plan.migrations().get(0);
        assertThat(failed.failure()).contains("signage.nosuch", "42P01");
        assertThat(failed.statements()).extracting(StatementEffect::line).containsExactly(1, 2);
        assertThat(plan.migrations().get(1).notRehearsed()).isEqualTo("was not reached");
    }

    @Test
    void it_stops_when_others_have_waited_long_enough() throws Exception {
        Files.writeString(
                folder.resolve("V1001__next.sql"),
                "lock table signage.shown in access exclusive mode;\nselect pg_sleep(60);\n");
        long start = System.nanoTime();
        MigrationPlan plan = migrator.plan(SECOND, Duration.ofMillis(500));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(plan.stopped()).contains("after 0.5 s");
        assertThat(plan.failed()).isFalse();
        assertThat(plan.isRefusedExcept(OF_THE_SERVER)).isTrue();
        assertThat(query(
                        database.administrator(),
                        "select count(*) from pg_locks where relation = 'signage.shown'::regclass"))
                .isEqualTo("0");
    }

    @Test
    void it_does_not_wait_for_a_lock_that_another_holds() throws Exception {
        try (Connection other = database.administrator().connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table signage.shown in access share mode");
            Files.writeString(folder.resolve("V1001__next.sql"), "alter table signage.shown add column note text;");
            MigrationPlan plan = migrator.plan(Duration.ofMillis(200), LONG);

            assertThat(only(plan).failure()).contains("55P03");
            other.rollback();
        }
    }

    @Test
    void a_migration_that_was_changed_after_it_was_applied_is_refused_before_anything() throws Exception {
        try (ThrowawayDatabase changed = SharedDatabase.get().copy()) {
            execute(
                    changed.administrator(),
                    "update tenancy.flyway_schema_history set checksum = 1 where version = '010'");
            MigrationPlan plan =
                    Migrator.of(changed.login(DatabaseRole.MIGRATOR)).plan(SECOND, LONG);

            assertThat(plan.failed()).isTrue();
            assertThat(plan.refusals()).singleElement().asString().contains("V010__panel_account.sql", "checksum");
        }
    }

    @Test
    void the_layer_itself_is_planned_on_an_empty_database_which_stays_empty() throws Exception {
        Login administrator = SharedDatabase.get().administrator();
        execute(administrator, "create database planned");
        try {
            try (Connection connection = administrator.withDatabase("planned").connect()) {
                Bootstrap.database(connection);
            }
            Login migrations = SharedDatabase.get().login(DatabaseRole.MIGRATOR).withDatabase("planned");
            MigrationPlan plan = Migrator.of(migrations).plan(SECOND, LONG);

            assertThat(plan.failed()).as(plan.toString()).isFalse();
            assertThat(plan.isRefusedExcept(OF_THE_SERVER)).as(plan.toString()).isFalse();
            assertThat(plan.migrations()).hasSizeGreaterThan(30).allSatisfy(migration -> {
                assertThat(migration.notRehearsed()).isNull();
                assertThat(migration.waits()).isEmpty();
            });
            List<MigrationEffect> gated = plan.migrations().stream()
                    .filter(migration -> migration.gate() != null)
                    .toList();
            assertThat(gated).extracting(MigrationEffect::version).containsExactly("090");
            assertThat(query(administrator.withDatabase("planned"), "select to_regnamespace('tenancy')"))
                    .isNull();
        } finally {
            execute(administrator, "drop database planned with (force)");
        }
    }
}
