package com.operanttechnologies.migrations;

import static com.operanttechnologies.migrations.TimedTable.catalogue;
import static com.operanttechnologies.migrations.TimedTable.run;
import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Partitions by time are made ahead, protected, adopted and dropped, by an operator who can't read a row. */
@Tag("USE-1")
@Tag("thorough")
class PartitionTest {

    private static final Instant TODAY = Instant.now().truncatedTo(DAYS);

    private final UUID customer = UUID.randomUUID();

    private static String day(int fromToday) {
        return DateTimeFormatter.ofPattern("_yyyyMMdd").format(date().plusDays(fromToday));
    }

    private static LocalDate date() {
        return TODAY.atOffset(ZoneOffset.UTC).toLocalDate();
    }

    private static Instant at(int days, int hours) {
        return TODAY.plus(Duration.ofDays(days)).plus(Duration.ofHours(hours));
    }

    private static void assertState(ThrowingCallable work, String state) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @ParameterizedTest
    @CsvSource({"day, 0", "week, 1", "month, 2"})
    void a_table_has_a_partition_for_now_and_those_ahead_and_for_all_that_is_before_and_after(String period, int kind)
            throws SQLException {
        LocalDate first = switch (kind) {
            case 0 -> date();
            case 1 -> date().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            default -> date().withDayOfMonth(1);
        };
        List<String> expected = new ArrayList<>(List.of("_past"));
        for (int i = 0; i <= 2; i++) {
            LocalDate start = kind == 0 ? first.plusDays(i) : kind == 1 ? first.plusWeeks(i) : first.plusMonths(i);
            expected.add(DateTimeFormatter.ofPattern("_yyyyMMdd").format(start));
        }
        expected.add("_rest");
        assertThat(TimedTable.of(period, 2, "30 days").partitions()).isEqualTo(expected);
    }

    @Test
    void each_partition_is_isolated_like_its_table_and_granted_to_nobody() throws SQLException {
        TimedTable table = TimedTable.of("day", 1, "2 days");
        table.insert(customer, at(3, 0));
        table.asOperator("tenancy.make_partitions_of('timed', '%s', now() + interval '3 days')");
        assertThat(catalogue("""
                        select concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner),
                                   (select string_agg(polname || case when polpermissive then '+' else '!' end
                                                      || polcmd::text, ',' order by polname) from pg_policy where polrelid = c.oid),
                                   (select count(*) from aclexplode(c.relacl) g where g.grantee <> c.relowner),
                                   t.data_class, t.retention)
                          from pg_inherits h join pg_class c on c.oid = h.inhrelid
                          left join tenancy.tenant_table t on t.schema_name = 'timed' and t.table_name = c.relname
                         where h.inhparent = '%s'::regclass""".formatted(table.qualified())))
                .hasSize(table.partitions().size())
                .hasSizeGreaterThan(5)
                .containsOnly(
                        "t t operant_owner operator_delete+d,operator_read+r,tenant+*,tenant_fence!* 0 telemetry a few days, for the test");
        assertThat(catalogue("""
                        select violation from tenancy.tenant_table cross join lateral
                               tenancy.rule_violations(format('%I.%I', schema_name, table_name)::regclass) violation""")).isEmpty();
    }

    @Test
    void the_job_makes_what_is_missing_and_then_has_nothing_left_to_do() throws SQLException {
        TimedTable table = TimedTable.of("day", 2, "2 days");
        assertThat(table.asOperator("tenancy.make_partitions_of('timed', '%s')"))
                .isZero();
        assertThat(table.asOperator("tenancy.make_partitions_of('timed', '%s', now() + interval '2 days')"))
                .isEqualTo(2);
        assertThat(table.asOperator("tenancy.make_partitions_of('timed', '%s', now() + interval '2 days')"))
                .isZero();
        assertThat(table.partitions()).containsExactly("_past", day(0), day(1), day(2), day(3), day(4), "_rest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Asia/Kolkata", "America/New_York"})
    void the_operators_settings_do_not_matter(String zone) throws SQLException {
        TimedTable table = TimedTable.of("week", 1, "30 days");
        try (Connection operator =
                TimedTable.DATABASE.login(DatabaseRole.OPERATOR).connect()) {
            run(operator, "set timezone = '" + zone + "'");
            run(operator, "set intervalstyle = 'sql_standard'");
            run(operator, "set row_security = off");
            // Half a year on, so that clocks are changed in between.
            run(
                    operator,
                    "select tenancy.make_partitions_of('timed', '" + table.name() + "', now() + interval '26 weeks')");
        }
        assertThat(catalogue("select to_time from tenancy.partition_bounds('" + table.qualified() + "') where"
                        + " extract(hour from to_time at time zone 'UTC') <> 0"
                        + " or extract(isodow from to_time at time zone 'UTC') <> 1"
                        + " or isfinite(from_time) and to_time - from_time <> interval '7 days'"))
                .isEmpty();
        assertThat(table.partitions()).hasSize(1 + 28 + 1);
    }

    @Test
    void rows_that_came_while_the_job_did_not_run_are_in_the_partition_that_was_missing() throws SQLException {
        TimedTable table = TimedTable.of("day", 1, "2 days");
        table.insert(customer, at(0, 1), at(1, 1), at(4, 1), at(4, 2), at(5, 3), at(6, 0));
        table.insert(UUID.randomUUID(), at(5, 5));
        assertThat(table.content())
                .containsExactly(
                        table.name() + "_past 0",
                        table.name() + day(0) + " 1",
                        table.name() + day(1) + " 1",
                        table.name() + "_rest 5");

        assertThat(table.asOperator("tenancy.make_partitions_of('timed', '%s', '" + at(6, 2) + "')"))
                .isEqualTo(4);

        // Days without rows get partitions of their own; from the first row on it is one.
        assertThat(table.content())
                .containsExactly(
                        table.name() + "_past 0",
                        table.name() + day(0) + " 1",
                        table.name() + day(1) + " 1",
                        table.name() + day(2) + " 0",
                        table.name() + day(3) + " 0",
                        table.name() + day(4) + " 5",
                        table.name() + day(7) + " 0",
                        table.name() + "_rest 0");
    }

    @Test
    void rows_a_little_ahead_of_the_hole_are_adopted_with_it() throws SQLException {
        TimedTable table = TimedTable.of("day", 1, "2 days");
        table.insert(customer, at(4, 23), at(5, 0));
        table.asOperator("tenancy.make_partitions_of('timed', '%s', '" + at(4, 23) + "')");
        assertThat(table.content())
                .contains(table.name() + day(4) + " 2", table.name() + "_rest 0")
                .hasSize(7);
    }

    @Test
    void rows_far_ahead_are_named_as_the_reason_and_nothing_is_lost() throws SQLException {
        TimedTable table = TimedTable.of("day", 1, "2 days");
        table.insert(customer, at(4, 1), at(4000, 0));
        List<String> before = table.content();
        assertThatThrownBy(() -> table.asOperator("tenancy.make_partitions_of('timed', '%s', '" + at(4, 2) + "')"))
                .hasMessageContaining("the default partition of " + table.qualified() + " has rows that no partition")
                .hasMessageContaining("Nothing is lost");
        assertThat(table.content()).isEqualTo(before);
        table.insert(customer, at(4, 3));
        assertThat(table.content()).contains(table.name() + "_rest 3");
    }

    @Test
    void an_adopted_partition_keeps_foreign_keys_triggers_checks_and_indexes() throws SQLException {
        TimedTable table = TimedTable.of("day", 1, "2 days");
        table.insert(customer, at(4, 1));
        table.asOperator("tenancy.make_partitions_of('timed', '%s', '" + at(4, 2) + "')");
        for (int day : new int[] {4, 5, 40}) {
            try (Connection connection =
                    SealedScope.of(TimedTable.DATABASE, customer).begin()) {
                run(connection, table.insertion(customer, at(day, 5)));
                run(connection, "savepoint here");
                assertState(
                        () -> run(connection, "update " + table.qualified() + " set id = gen_random_uuid()"), "23514");
                run(connection, "rollback to here");
                assertState(
                        () -> run(connection, "update " + table.qualified() + " set note = 'much too long'"), "23514");
                run(connection, "rollback to here");
                assertState(
                        () -> run(
                                connection,
                                table.insertion(customer, at(day, 6))
                                        .replaceFirst("'[^']*'\\)$", "gen_random_uuid())")),
                        "23503");
            }
        }
        assertThat(catalogue("""
                        select distinct count(i.indexrelid) from pg_inherits h join pg_index i on i.indrelid = h.inhrelid
                         where h.inhparent = '%s'::regclass and i.indisvalid group by h.inhrelid""".formatted(table.qualified()))).containsExactly("2");
    }

    @Test
    void partitions_go_once_all_of_their_rows_are_older_than_kept() throws SQLException {
        TimedTable table = TimedTable.since(at(-5, 0), 1, "2 days");
        table.insert(customer, at(-6, 0), at(-3, 0), at(-2, 0));
        assertThat(table.asOperator("tenancy.drop_expired_partitions_of('timed', '%s')"))
                .isEqualTo(4);
        assertThat(table.content())
                .containsExactly(
                        table.name() + "_past 0",
                        table.name() + day(-2) + " 1",
                        table.name() + day(-1) + " 0",
                        table.name() + day(0) + " 0",
                        table.name() + day(1) + " 0",
                        table.name() + "_rest 0");
        assertThat(catalogue("select substr(table_name, " + (table.name().length() + 1) + ") from tenancy.tenant_table"
                        + " where table_name ~ '^" + table.name() + "(_|$)' order by 1"))
                .containsExactlyInAnyOrder("", "_past", day(-2), day(-1), day(0), day(1), "_rest");
        assertThat(table.asOperator("tenancy.drop_expired_partitions_of('timed', '%s')"))
                .isZero();
    }

    @Test
    void a_row_from_long_ago_is_kept_no_longer_than_the_others() throws SQLException {
        TimedTable table = TimedTable.since(at(-4, 0), 1, "2 days");
        table.asOperator("tenancy.drop_expired_partitions_of('timed', '%s', now() - interval '1 day')");
        table.insert(customer, at(-4000, 0));
        assertThat(table.content()).contains(table.name() + "_past 1");
        table.asOperator("tenancy.drop_expired_partitions_of('timed', '%s')");
        assertThat(table.content()).contains(table.name() + "_past 0").doesNotContain(table.name() + day(-3) + " 0");
    }

    @Test
    void nothing_is_dropped_before_its_time_or_made_for_a_time_far_ahead() throws SQLException {
        TimedTable table = TimedTable.of("day", 1, "1 day");
        List<String> before = table.content();
        for (String call : List.of(
                "tenancy.drop_expired_partitions_of('timed', '%s', now() + interval '1 hour')",
                "tenancy.drop_expired_partitions_of('timed', '%s', null)",
                "tenancy.drop_expired_partitions(now() + interval '2 minutes')",
                "tenancy.make_partitions_of('timed', '%s', now() + interval '2 years')",
                "tenancy.make_partitions_of('timed', '%s', 'infinity')",
                "tenancy.make_partitions_of('timed', '%s', null)")) {
            assertState(() -> table.asOperator(call), "22023");
        }
        assertThat(table.content()).isEqualTo(before);
    }

    @Test
    void one_call_maintains_every_table_and_names_those_that_could_not_be() throws SQLException {
        TimedTable expiring = TimedTable.since(at(-5, 0), 1, "2 days");
        TimedTable poisoned = TimedTable.since(at(-5, 0), 1, "2 days");
        poisoned.asOwner("update tenancy.partitioned_table set ahead = 3 where table_name = '" + poisoned.name() + "'");
        poisoned.insert(customer, at(2, 1), at(4000, 0));
        Login operator = TimedTable.DATABASE.login(DatabaseRole.OPERATOR);
        try (Connection connection = operator.connect()) {
            assertThatThrownBy(() -> run(connection, "call tenancy.maintain_partitions()"))
                    .hasMessageContaining(poisoned.qualified() + ": operant: the default partition")
                    .hasMessageNotContaining(expiring.qualified());
            assertThat(expiring.partitions()).doesNotContain(day(-3));
            try (Connection scope =
                    SealedScope.of(TimedTable.DATABASE, customer).begin()) {
                run(scope, "delete from " + poisoned.qualified() + " where at > now() + interval '1000 days'");
                scope.commit();
            }
            run(connection, "call tenancy.maintain_partitions()");
        }
        assertThat(poisoned.content()).contains(poisoned.name() + day(2) + " 1", poisoned.name() + "_rest 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select tenancy.make_partitions()",
                "select tenancy.drop_expired_partitions()",
                "select tenancy.make_partitions_of('timed', 'device')",
                "select tenancy.drop_expired_partitions_of('timed', 'device')",
                "call tenancy.maintain_partitions()",
                "select tenancy.partition_by_time('timed.device', 'day', 1, '1 day')",
                "select tenancy.make_rest('timed.device')",
                "insert into tenancy.partitioned_table values ('timed', 'device', 'day', 1, '1 day')",
                "update tenancy.partitioned_table set keep = '1 day'",
            })
    void the_runtime_role_manages_no_partitions(String sql) throws SQLException {
        try (Connection runtime =
                TimedTable.DATABASE.login(DatabaseRole.RUNTIME).connect()) {
            assertState(() -> run(runtime, sql), "42501");
        }
    }

    @Test
    void the_operator_sees_no_rows_and_manages_nothing_else() throws SQLException {
        TimedTable table = TimedTable.of("day", 1, "1 day");
        try (Connection operator =
                TimedTable.DATABASE.login(DatabaseRole.OPERATOR).connect()) {
            for (String sql : List.of(
                    "select * from %1$s",
                    "delete from %1$s",
                    "drop table %1$s_rest",
                    "select tenancy.make_rest('stage.dashboard')",
                    "select tenancy.make_partition('tenancy.customer', 'x', null, now())",
                    "update tenancy.partitioned_table set keep = '1 day'",
                    "select * from tenancy.customer")) {
                assertState(() -> run(operator, sql.formatted(table.qualified())), "42501");
            }
            assertState(
                    () -> run(operator, "select tenancy.drop_expired_partitions_of('tenancy', 'customer')"), "42704");
            assertState(() -> run(operator, "select tenancy.make_partitions_of('timed', 'nothing')"), "42704");
        }
    }

    @Test
    void a_table_that_is_not_partitioned_by_one_time_is_refused() {
        for (String table : List.of(
                "create table timed.x (customer_id uuid, at timestamptz not null)",
                "create table timed.x (customer_id uuid, at timestamptz) partition by range (at)",
                "create table timed.x (customer_id uuid, at date not null) partition by range (at)",
                "create table timed.x (customer_id uuid, at timestamptz not null) partition by range (at, customer_id)",
                "create table timed.x (customer_id uuid, at timestamptz not null) partition by list (at)")) {
            assertState(
                    () -> new TimedTable("x")
                            .asOwner(table + "; select tenancy.partition_by_time('timed.x', 'day', 1, '1 day')"),
                    "42P17");
        }
    }
}
