package com.operanttechnologies.persistence.analytics;

import static com.operanttechnologies.persistence.analytics.UsageAggregates.DAY;
import static com.operanttechnologies.persistence.analytics.UsageAggregates.customers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Analytics sees groups of five Customers and none of four, whatever a Customer hands in and whoever goes afterwards.
 */
@Tag("USE-2")
class FewestCustomersTest {

    private static final String OF_CLOSED_DAYS = " where day <= (select until from analytics.closed)";

    private static UsageAggregates aggregates;
    private static List<UUID> five;
    private static UUID single;
    private static String contributed;

    /** Everything is handed in before the day is closed, once. */
    @BeforeAll
    static void hand_in_and_close() throws SQLException {
        aggregates = UsageAggregates.create();
        five = customers(5);
        single = UUID.randomUUID();
        aggregates.use(five, "by five", "US", 30, 2);
        aggregates.use(five.subList(0, 4), "by four", "US", 30, 2);
        aggregates.use(List.of(single), "by one", "US", 50, 10);
        aggregates.use(five.subList(0, 3), "in small countries", "FR", 4, 1);
        aggregates.use(five.subList(3, 5), "in small countries", "DE", 4, 1);
        aggregates.use(five, "in small countries", "US", 4, 0);
        aggregates.use(five.subList(0, 3), "in too small countries", "FR", 4, 1);
        aggregates.use(five.subList(2, 4), "in too small countries", "DE", 4, 1);
        List<UUID> twelve = customers(12);
        aggregates.use(twelve, "by twelve", "", 100, 1);
        List<UUID> leaving = customers(5);
        aggregates.use(leaving, "withdrawn by one", "US", 30, 2);

        List<UUID> all = new ArrayList<>(five);
        all.addAll(twelve);
        all.addAll(leaving);
        aggregates.rollUp(all);
        for (int i = 0; i < 5; i++) {
            aggregates.rollUp(List.of(single));
        }
        // Rolled up once more, after more events: the day is replaced, not added to.
        aggregates.use(five.subList(0, 1), "by five", "US", 30, 2);
        aggregates.rollUp(five);
        aggregates
                .layer()
                .execute(
                        aggregates.scope(leaving.get(0)),
                        session -> assertThat(new Contributions(session).withdraw())
                                .isEqualTo(1));
        contributed = aggregates
                .asSuperuser("select count(*) from analytics.contribution")
                .get(0);
        assertThat(aggregates.seen("by five"))
                .as("nothing before the day is closed")
                .isEmpty();
        aggregates.closeDays();
    }

    @AfterAll
    static void close() {
        aggregates.close();
    }

    @Test
    void a_group_of_five_customers_is_seen_with_the_last_sums_that_each_handed_in() throws SQLException {
        // 4 x 30 + 60 events, and the accounts of all.
        assertThat(aggregates.seen("by five")).containsExactly("[US] 5 180 10");
    }

    @Test
    void a_group_of_four_is_not_seen() throws SQLException {
        assertThat(aggregates.seen("by four")).isEmpty();
    }

    @Test
    void one_customer_with_ten_accounts_that_hands_in_five_times_is_one() throws SQLException {
        assertThat(aggregates.seen("by one")).isEmpty();
    }

    @Test
    void countries_of_fewer_than_five_are_seen_together_and_told_apart_from_none() throws SQLException {
        assertThat(aggregates.seen("in small countries")).containsExactly("[] 5 20 10", "[US] 5 20 0");
    }

    @Test
    void a_customer_in_two_countries_is_one_in_both_together() throws SQLException {
        // Three and two, but one of them is the same.
        assertThat(aggregates.seen("in too small countries")).isEmpty();
    }

    @Test
    void numbers_are_rounded_and_customers_told_in_steps() throws SQLException {
        assertThat(aggregates.seen("by twelve")).containsExactly("[] 10 1200 10");
        assertThat(aggregates.asSuperuser("select string_agg(analytics.rounded(n)::text, ' ') from"
                        + " unnest('{0,4,5,14,99,100,104,105,1049,123456789}'::numeric[]) n"))
                .containsExactly("0 0 10 10 100 100 100 110 1000 120000000");
    }

    @Test
    void who_withdraws_before_the_day_is_closed_is_in_no_group() throws SQLException {
        assertThat(aggregates.seen("withdrawn by one")).isEmpty();
    }

    @Test
    void a_closed_day_never_changes_and_knows_no_customer() throws SQLException {
        List<String> before = aggregates.seen("by five");
        assertThat(Integer.parseInt(contributed)).isPositive();
        assertThat(aggregates.asSuperuser("select count(*) from analytics.contribution" + OF_CLOSED_DAYS))
                .containsExactly("0");
        assertThat(aggregates.asSuperuser("select count(*) from analytics.rollup" + OF_CLOSED_DAYS))
                .containsExactly("0");
        assertThatThrownBy(() -> aggregates.rollUp(five)).isInstanceOf(InvalidInputException.class);
        aggregates
                .layer()
                .execute(
                        aggregates.scope(five.get(0)),
                        session -> assertThat(new Contributions(session).withdraw())
                                .isZero());
        assertThat(aggregates.closeDays()).isZero();
        assertThat(aggregates.seen("by five")).isEqualTo(before);
    }

    @Test
    void a_day_that_has_not_begun_or_is_too_young_is_not_closed() throws SQLException {
        LocalDate open = DAY.plusDays(2);
        List<UsageSum> sums = List.of(new UsageSum("feature", "open day", "US", 10, 1));
        for (UUID customer : five) {
            aggregates.layer().execute(aggregates.scope(customer), s -> new Contributions(s).replace(open, sums));
        }
        assertThatThrownBy(() -> aggregates
                        .layer()
                        .execute(aggregates.scope(single), s -> new Contributions(s).replace(DAY.plusDays(12), sums)))
                .isInstanceOf(InvalidInputException.class);
        aggregates.closeDays();
        assertThat(aggregates.seen("open day")).isEmpty();
        for (UUID customer : five) {
            aggregates
                    .layer()
                    .execute(
                            aggregates.scope(customer),
                            s -> assertThat(new Contributions(s).withdraw()).isOne());
        }
    }

    @Test
    void sums_that_can_not_be_are_refused() {
        LocalDate open = DAY.plusDays(3);
        for (UsageSum sum : List.of(
                new UsageSum("feature", "x", "US", 0, 0),
                new UsageSum("feature", "x", "US", 1, 2),
                new UsageSum("feature", "x", "US", Long.MAX_VALUE, 0),
                new UsageSum("feature", "x", "usa", 1, 1),
                new UsageSum("other", "x", "US", 1, 1),
                new UsageSum("feature", "", "US", 1, 1))) {
            assertThatThrownBy(() -> aggregates
                            .layer()
                            .execute(aggregates.scope(single), s -> new Contributions(s).replace(open, List.of(sum))))
                    .as(sum.toString())
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void a_range_of_days_is_what_analytics_can_choose() throws SQLException {
        assertThat(aggregates.query(
                        DatabaseRole.ANALYTICS,
                        "select distinct day from analytics.daily_usage('" + DAY + "', '" + DAY + "')"))
                .containsExactly(DAY.toString());
        assertThat(aggregates.query(
                        DatabaseRole.ANALYTICS,
                        "select name from analytics.daily_usage('" + DAY.plusDays(1) + "', 'infinity')"))
                .isEmpty();
    }
}
