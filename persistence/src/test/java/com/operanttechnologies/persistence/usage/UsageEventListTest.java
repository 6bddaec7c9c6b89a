package com.operanttechnologies.persistence.usage;

import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Events are listed newest first, page by page, by an index in each partition that has any. */
@Tag("USE-1")
class UsageEventListTest {

    /** Far enough from where a partition begins, on every day, that both of the last week have many rows. */
    private static final Instant NOW = earlyInTheWeek();

    private static final Comparator<UsageEvent> NEWEST_FIRST = Comparator.comparing(UsageEvent::occurredAt)
            .thenComparing(UsageEvent::id, UsageEventListTest::asPostgresql)
            .reversed();

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = sessions.newCustomer("Customer of a test");
    private final UUID account = UUID.randomUUID();

    private static Instant earlyInTheWeek() {
        Instant now = Instant.now();
        Instant monday = now.atOffset(ZoneOffset.UTC)
                .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                .truncatedTo(DAYS)
                .toInstant();
        // On a Monday that is to come, by no more than the day that the table allows.
        Instant tuesday = monday.plus(Duration.ofDays(1));
        Instant thursday = monday.plus(Duration.ofDays(3));
        return now.isBefore(tuesday) ? tuesday : now.isAfter(thursday) ? thursday : now;
    }

    private static int asPostgresql(UUID one, UUID other) {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    }

    @BeforeEach
    void stop() {
        sessions.stopAt(NOW);
    }

    @AfterEach
    void resume() {
        sessions.resume();
    }

    private static TimeRange week() {
        return new TimeRange(NOW.minus(Duration.ofDays(7)), NOW.plus(Duration.ofMinutes(5)));
    }

    private List<UsageEvent> ingest(TenantScope customer, int count) {
        List<UsageEvent> events = IntStream.range(0, count)
                .mapToObj(i -> {
                    EventKind kind = EventKind.values()[i % 10 == 0 ? 2 : i % 2];
                    // Evenly over six days; several at each time.
                    Instant at = NOW.minus(Duration.ofDays(6).dividedBy(count).multipliedBy(i / 3 * 3));
                    UsageEvent event = UsageEvent.of(kind, "name." + i % 7, at);
                    return i % 4 == 0 ? event.by(account) : event;
                })
                .toList();
        sessions.perform(customer, session -> new UsageEventRepository(session).ingest(events));
        List<UsageEvent> sorted = new ArrayList<>(events);
        sorted.sort(NEWEST_FIRST);
        return sorted;
    }

    private Page<UsageEvent, UsageEventCursor> page(
            EventFilter filter, TimeRange range, PageRequest<UsageEventCursor> request) {
        return sessions.read(scope, session -> new UsageEventRepository(session).list(filter, range, request));
    }

    private List<UsageEvent> all(EventFilter filter, TimeRange range, int size) {
        List<UsageEvent> events = new ArrayList<>();
        Page<UsageEvent, UsageEventCursor> page = page(filter, range, PageRequest.first(size));
        while (true) {
            events.addAll(page.items());
            if (page.next().isEmpty()) {
                return events;
            }
            assertThat(page.items()).hasSize(size);
            page = page(filter, range, PageRequest.after(page.next().get(), size));
        }
    }

    @Test
    void pages_show_every_event_once_newest_first_across_partitions() {
        List<UsageEvent> events = ingest(scope, 300);
        assertThat(all(EventFilter.all(), week(), 7)).isEqualTo(events);
        assertThat(all(EventFilter.all(), week(), 200)).isEqualTo(events);
    }

    @Test
    void events_are_found_by_kind_name_and_account() {
        List<UsageEvent> events = ingest(scope, 200);
        assertThat(all(EventFilter.of(EventKind.ERROR), week(), 3))
                .isNotEmpty()
                .isEqualTo(events.stream()
                        .filter(event -> event.kind() == EventKind.ERROR)
                        .toList());
        assertThat(all(EventFilter.of(EventKind.REQUEST, "name.2"), week(), 3))
                .isNotEmpty()
                .isEqualTo(events.stream()
                        .filter(event -> event.kind() == EventKind.REQUEST
                                && event.name().equals("name.2"))
                        .toList());
        assertThat(all(EventFilter.ofAccount(account), week(), 3))
                .isNotEmpty()
                .isEqualTo(events.stream()
                        .filter(event -> event.accountId().isPresent())
                        .toList());
        assertThat(all(EventFilter.ofAccount(UUID.randomUUID()), week(), 3)).isEmpty();
    }

    @Test
    void a_range_includes_its_start_and_not_its_end() {
        List<UsageEvent> events = new ArrayList<>(ingest(scope, 30));
        Collections.reverse(events);
        Instant from = events.get(6).occurredAt();
        Instant until = events.get(24).occurredAt();
        assertThat(all(EventFilter.all(), new TimeRange(from, until), 200))
                .containsExactlyInAnyOrderElementsOf(events.stream()
                        .filter(event -> !event.occurredAt().isBefore(from)
                                && event.occurredAt().isBefore(until))
                        .toList());
        assertThatThrownBy(() -> new TimeRange(until, from)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void every_list_reads_one_customers_rows_in_the_order_of_an_index() {
        // Pages much smaller than what they are of: of few rows it is cheaper to sort all than to read them in order.
        ingest(scope, 3_000);
        ingest(sessions.newCustomer("Another"), 3_000);
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze usage.event");
        UsageEventCursor middle = new UsageEventCursor(NOW.minus(Duration.ofDays(5)), new UUID(0, 0));
        for (PageRequest<UsageEventCursor> request :
                List.of(PageRequest.<UsageEventCursor>first(3), PageRequest.after(middle, 3))) {
            assertOrdered(plan(EventFilter.all(), request), "pkey");
            assertOrdered(plan(EventFilter.of(EventKind.ERROR), request), "kind_occurred_at");
            assertOrdered(plan(EventFilter.of(EventKind.REQUEST, "name.2"), request), "kind_name_occurred_at");
            assertOrdered(plan(EventFilter.ofAccount(account), request), "account_id_occurred_at");
        }
        assertThat(plan(EventFilter.all(), PageRequest.after(middle, 50)))
                .as("later partitions are left out by the cursor's time")
                .doesNotContain("rest")
                .containsPattern("Index Cond: .*ROW\\(.*occurred_at.*event_id.*\\) < ROW");
    }

    private static void assertOrdered(String plan, String index) {
        assertThat(plan)
                .contains("Index Scan Backward using")
                .containsPattern("using event_\\w*" + index)
                .contains("(customer_id = ")
                .doesNotContain("Sort  ")
                .doesNotContain("Seq Scan")
                .doesNotContain("event_rest");
    }

    private String plan(EventFilter filter, PageRequest<UsageEventCursor> request) {
        return sessions.read(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            new UsageEventRepository(observed).list(filter, week(), request);
            return observed.plan();
        });
    }
}
