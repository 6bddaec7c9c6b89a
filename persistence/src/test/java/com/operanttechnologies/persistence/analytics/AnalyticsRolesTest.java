package com.operanttechnologies.persistence.analytics;

import static com.operanttechnologies.persistence.analytics.UsageAggregates.DAY;
import static com.operanttechnologies.persistence.analytics.UsageAggregates.customers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.usage.UsageRollup;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what with aggregates, and that those who hand in and who closes don't get in each other's way. */
@Tag("USE-2")
class AnalyticsRolesTest {

    private static final String OURS = "nspname !~ '^pg_' and nspname <> 'information_schema'";

    private static UsageAggregates aggregates;

    @BeforeAll
    static void create() throws SQLException {
        aggregates = UsageAggregates.create();
    }

    @AfterAll
    static void close() {
        aggregates.close();
    }

    @Test
    void analytics_may_call_one_function_and_read_no_table() throws SQLException {
        assertThat(aggregates.query(DatabaseRole.ANALYTICS, """
                        select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = pronamespace
                         where %s and has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute')""".formatted(OURS)))
                .containsExactly("analytics.daily_usage(date,date)");
        assertThat(aggregates.query(DatabaseRole.ANALYTICS, """
                        select c.oid::regclass from pg_class c join pg_namespace n on n.oid = relnamespace
                         where %s and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
                           and (has_table_privilege(c.oid, 'select,insert,update,delete,truncate,references,trigger')
                             or relkind <> 'S' and has_any_column_privilege(c.oid, 'select,insert,update,references'))""".formatted(OURS)))
                .isEmpty();
    }

    @Test
    void the_owner_of_the_aggregates_reaches_nothing_else() throws SQLException {
        assertThat(aggregates.asSuperuser("""
                        select c.oid::regclass from pg_class c join pg_namespace n on n.oid = relnamespace
                         where %s and nspname <> 'analytics' and relkind in ('r', 'p', 'v', 'm', 'f', 'S')
                           and (has_table_privilege('operant_aggregator', c.oid, 'select,insert,update,delete,truncate')
                             or relkind <> 'S' and has_any_column_privilege('operant_aggregator', c.oid, 'select,insert,update'))
                        union all
                        select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = pronamespace
                         where %1$s and nspname <> 'analytics' and p.proname <> 'current_customer'
                           and has_function_privilege('operant_aggregator', p.oid, 'execute')
                        union all
                        select roleid::regrole from pg_auth_members where member = 'operant_aggregator'::regrole
                        union all
                        select rolname from pg_roles where rolname = 'operant_aggregator'
                           and (rolcanlogin or rolsuper or rolbypassrls)""".formatted(OURS)
                        .replace("regclass from", "regclass::text from")
                        .replace("regprocedure from", "regprocedure::text from")
                        .replace("regrole from", "regrole::text from")))
                .isEmpty();
        assertThat(aggregates.asSuperuser("""
                        select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = 'analytics'::regnamespace
                        union select pg_get_userbyid(proowner) from pg_proc where pronamespace = 'analytics'::regnamespace""")).containsExactly("operant_aggregator");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RUNTIME   | select * from analytics.daily_usage('-infinity', 'infinity')",
                "RUNTIME   | select analytics.close_days()",
                "RUNTIME   | select * from analytics.contribution",
                "RUNTIME   | select * from analytics.daily",
                "RUNTIME   | update analytics.closed set until = '-infinity' returning 1",
                "ANALYTICS | select * from analytics.contribution",
                "ANALYTICS | select * from analytics.daily",
                "ANALYTICS | select * from usage.event",
                "ANALYTICS | select analytics.contribute(current_date, '{}', '{}', '{}', '{}', '{}')",
                "ANALYTICS | select analytics.withdraw()",
                "ANALYTICS | select analytics.close_days()",
                "OPERATOR  | select * from analytics.contribution",
                "OPERATOR  | select * from analytics.daily_usage('-infinity', 'infinity')",
                "OPERATOR  | select analytics.contribute(current_date, '{}', '{}', '{}', '{}', '{}')",
                "AUDITOR   | select * from analytics.daily_usage('-infinity', 'infinity')",
            })
    void nobody_does_what_is_somebody_elses(DatabaseRole role, String sql) {
        assertThatThrownBy(() -> aggregates.query(role, sql))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select analytics.contribute(current_date, '{}', '{}', '{}', '{}', '{}')",
                "select analytics.withdraw()",
            })
    void nobody_hands_in_or_withdraws_without_a_scope(String sql) {
        assertThatThrownBy(() -> aggregates.query(DatabaseRole.RUNTIME, sql)).hasMessageContaining("no valid scope");
    }

    @Test
    void a_customer_that_hands_in_at_the_same_time_counts_once() throws Exception {
        UUID customer = UUID.randomUUID();
        aggregates.use(List.of(customer), "at once", "US", 20, 4);
        List<Integer> groups = Concurrently.run(
                4,
                () -> aggregates
                        .layer()
                        .transact(aggregates.scope(customer), session -> new UsageRollup(session).rollUp(DAY)));
        assertThat(groups).containsOnly(1);
        assertThat(aggregates.asSuperuser("select concat_ws(' ', customer_id, events, accounts)"
                        + " from analytics.contribution where name = 'at once'"))
                .containsExactly(customer + " 20 4");
    }

    @Test
    void closing_waits_for_who_is_handing_in_and_leaves_nothing_of_theirs_out() throws Exception {
        try (UsageAggregates own = UsageAggregates.create()) {
            List<UUID> five = customers(5);
            own.use(five, "just in time", "US", 20, 1);
            own.rollUp(five.subList(0, 4));
            Future<?> closing = own.layer().transact(own.scope(five.get(4)), session -> {
                new UsageRollup(session).rollUp(DAY);
                return Concurrently.startAndExpectToWait(() -> {
                    try {
                        own.closeDays();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
            });
            closing.get(30, TimeUnit.SECONDS);
            assertThat(own.seen("just in time")).containsExactly("[US] 5 100 10");
        }
    }
}
