package com.operanttechnologies.persistence.analytics;

import static com.operanttechnologies.persistence.analytics.UsageAggregates.DAY;
import static com.operanttechnologies.persistence.analytics.UsageAggregates.customers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Tries to get at what one Customer did as the difference of two answers that may be seen: by windows of time that
 * overlap but for the days on which it alone was there, by days at which it makes a group drop below five, and by days
 * that are handed in and closed anew. The test knows who did what, so it finds every pair of windows that tells
 * something of fewer than five Customers.
 */
@Tag("thorough")
@Tag("USE-2")
class DifferencingByWindowTest {

    private static final int DAYS = 7;
    private static final LocalDate FIRST = DAY.minusDays(DAYS - 1);
    private static final List<String> COUNTRIES = List.of("US", "FR", "");
    private static final int FEWEST = 5;

    /** Day, name and country as they were handed in, and by whom. */
    private final Map<Used, Set<UUID>> truth = new HashMap<>();

    private final List<UUID> regulars = customers(8);
    private final UUID target = UUID.randomUUID();

    private record Used(LocalDate day, String name, String country) {}

    @Test
    void no_two_windows_differ_by_what_fewer_than_five_customers_did() throws SQLException {
        try (UsageAggregates aggregates = UsageAggregates.create()) {
            handIn(aggregates);
            aggregates.closeDays();
            assertThat(isolated(aggregates)).isEmpty();
            assertThat(told(aggregates).keySet())
                    .as("the attack sees days with and without the target")
                    .extracting(Used::name)
                    .contains("steady", "random");
        }
    }

    @Test
    void a_day_that_was_seen_is_never_computed_anew_without_somebody() throws SQLException {
        try (UsageAggregates aggregates = UsageAggregates.create()) {
            handIn(aggregates);
            aggregates.closeDays();
            Map<Used, Long> before = told(aggregates);
            assertThatThrownBy(() -> handIn(aggregates, target, DAY, List.of()))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() ->
                            handIn(aggregates, target, FIRST, List.of(new UsageSum("feature", "steady", "US", 999, 9))))
                    .isInstanceOf(InvalidInputException.class);
            aggregates.layer().execute(aggregates.scope(target), session -> new Contributions(session).withdraw());
            aggregates.closeDays();
            assertThat(told(aggregates)).isNotEmpty().isEqualTo(before);
            assertThat(aggregates.asSuperuser("select count(*) from analytics.contribution"))
                    .as("what could be computed anew")
                    .containsExactly("0");
        }
    }

    @Test
    void a_group_whose_sum_is_nearly_one_customers_own_is_not_told() throws SQLException {
        try (UsageAggregates aggregates = UsageAggregates.create()) {
            for (UUID regular : regulars) {
                handIn(
                        aggregates,
                        regular,
                        DAY,
                        List.of(
                                new UsageSum("feature", "dominated", "US", 1, 1),
                                new UsageSum("feature", "shared", "US", 100, 1)));
            }
            handIn(
                    aggregates,
                    target,
                    DAY,
                    List.of(
                            new UsageSum("feature", "dominated", "US", 4711, 1),
                            new UsageSum("feature", "shared", "US", 700, 1)));
            aggregates.closeDays();
            assertThat(aggregates.seen("dominated")).isEmpty();
            assertThat(aggregates.seen("shared")).containsExactly("[US] 5 1500 10");
        }
    }

    /**
     * The attack is good: with groups of one, or sums that are told before they are thresholded, it isolates the
     * target.
     */
    @Test
    void the_attack_finds_the_target_once_groups_of_any_size_are_told() throws SQLException {
        try (UsageAggregates aggregates = UsageAggregates.create()) {
            TestDatabase.asSuperuser(aggregates.database(), """
                    do $$ begin
                        execute replace(replace(replace(pg_get_functiondef('analytics.close_days()'::regprocedure),
                            '>= 5', '>= 1'), 'array[5, ', 'array[1, 5, '), ' and max(o.events) <= sum(o.events) / 2', '');
                    end $$;
                    alter table analytics.daily drop constraint daily_customers_check""");
            handIn(aggregates);
            aggregates.closeDays();
            assertThat(isolated(aggregates))
                    .anySatisfy(finding -> assertThat(finding).contains("target alone"));
        }
    }

    /** On some days the target alone, on some with four others, on some with all, on some not at all. */
    private void handIn(UsageAggregates aggregates) {
        Random random = new Random(20261128);
        for (int i = 0; i < DAYS; i++) {
            int number = i;
            LocalDate day = FIRST.plusDays(i);
            for (UUID customer : regulars) {
                int place = regulars.indexOf(customer);
                List<UsageSum> sums = new ArrayList<>();
                sums.add(new UsageSum("feature", "steady", "US", 100, 1));
                if (number % 2 == 0 && place < FEWEST - 1) {
                    sums.add(new UsageSum("feature", "with four", "US", 100, 1));
                }
                sums.addAll(atRandom(random));
                handIn(aggregates, customer, day, sums);
            }
            if (number != 3) {
                List<UsageSum> sums = new ArrayList<>(List.of(
                        new UsageSum("feature", "with four", "US", 130, 3),
                        new UsageSum("feature", "alone", number % 2 == 0 ? "US" : "", 130, 3)));
                if (number > 3) {
                    sums.add(new UsageSum("feature", "steady", "US", 130, 3));
                }
                sums.addAll(atRandom(random));
                handIn(aggregates, target, day, sums);
            }
        }
        // It leaves before the day is closed, and four stay.
        handIn(aggregates, target, DAY, List.of());
    }

    private static List<UsageSum> atRandom(Random random) {
        return COUNTRIES.stream()
                .filter(country -> random.nextInt(100) < 55)
                .map(country -> new UsageSum("feature", "random", country, 20 + random.nextInt(180), 1))
                .toList();
    }

    private void handIn(UsageAggregates aggregates, UUID customer, LocalDate day, List<UsageSum> sums) {
        aggregates.layer().execute(aggregates.scope(customer), s -> new Contributions(s).replace(day, sums));
        truth.forEach((used, whose) -> {
            if (used.day().equals(day)) {
                whose.remove(customer);
            }
        });
        sums.forEach(sum -> truth.computeIfAbsent(new Used(day, sum.name(), sum.country()), used -> new HashSet<>())
                .add(customer));
    }

    /** Every pair of windows, told apart by something, that fewer than five Customers make the difference of. */
    private List<String> isolated(UsageAggregates aggregates) throws SQLException {
        List<Map<Used, Long>> answers = new ArrayList<>();
        List<Predicate<LocalDate>> windows = new ArrayList<>();
        for (int from = 0; from < DAYS; from++) {
            for (int to = from; to < DAYS; to++) {
                LocalDate first = FIRST.plusDays(from);
                LocalDate last = FIRST.plusDays(to);
                windows.add(day -> !day.isBefore(first) && !day.isAfter(last));
                answers.add(sums(aggregates, first, last));
            }
        }
        Set<String> findings = new HashSet<>();
        for (int one = 0; one < windows.size(); one++) {
            for (int other = 0; other < one; other++) {
                Set<Used> cells = new HashSet<>(answers.get(one).keySet());
                cells.addAll(answers.get(other).keySet());
                Predicate<LocalDate> inOne = windows.get(one);
                Predicate<LocalDate> inOther = windows.get(other);
                for (Used cell : cells) {
                    long difference = answers.get(one).getOrDefault(cell, 0L)
                            - answers.get(other).getOrDefault(cell, 0L);
                    Set<UUID> whose = whose(cell, day -> inOne.test(day) != inOther.test(day));
                    if (difference != 0 && whose.size() < FEWEST) {
                        findings.add(cell.name() + " [" + cell.country() + "] differs by " + difference + ": "
                                + (whose.equals(Set.of(target)) ? "target alone" : whose.size() + " Customers"));
                    }
                }
            }
        }
        return List.copyOf(findings);
    }

    /** Who has used something on these days; where no country is told, those of countries with too few. */
    private Set<UUID> whose(Used cell, Predicate<LocalDate> days) {
        Set<UUID> whose = new HashSet<>();
        truth.forEach((used, by) -> {
            boolean isTold = !used.country().isEmpty() && by.size() >= FEWEST;
            if (days.test(used.day())
                    && used.name().equals(cell.name())
                    && (used.country().equals(cell.country()) || cell.country().isEmpty() && !isTold)) {
                whose.addAll(by);
            }
        });
        return whose;
    }

    private static Map<Used, Long> told(UsageAggregates aggregates) throws SQLException {
        Map<Used, Long> told = new HashMap<>();
        for (String row : aggregates.query(
                DatabaseRole.ANALYTICS,
                "select concat_ws('|', day, name, country, events) from analytics.daily_usage('-infinity', 'infinity')")) {
            String[] part = row.split("\\|", -1);
            told.put(new Used(LocalDate.parse(part[0]), part[1], part[2]), Long.parseLong(part[3]));
        }
        return told;
    }

    /** What analytics sees of a window, by name and country. */
    private static Map<Used, Long> sums(UsageAggregates aggregates, LocalDate from, LocalDate to) throws SQLException {
        Map<Used, Long> sums = new TreeMap<>((a, b) -> (a.name() + a.country()).compareTo(b.name() + b.country()));
        for (String row : aggregates.query(
                DatabaseRole.ANALYTICS,
                "select concat_ws('|', name, country, sum(events)) from analytics.daily_usage('" + from + "', '" + to
                        + "') group by name, country")) {
            String[] part = row.split("\\|", -1);
            sums.put(new Used(FIRST, part[0], part[1]), Long.parseLong(part[2]));
        }
        return sums;
    }
}
