package com.operanttechnologies.persistence.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.batch.BatchReceipt.Rejected;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.page.PageRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A batch keeps what is right, once, and tells of the rest by its place. */
@Tag("USE-1")
class UsageIngestTest {

    private static final Instant NOW = Instant.now();

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = sessions.newCustomer("Customer of a test");

    @BeforeEach
    void stop() {
        sessions.stopAt(NOW);
    }

    @AfterEach
    void resume() {
        sessions.resume();
    }

    private BatchReceipt ingest(List<UsageEvent> events) {
        return sessions.transact(scope, session -> new UsageEventRepository(session).ingest(events));
    }

    private List<UsageEvent> stored() {
        List<UsageEvent> events = new ArrayList<>();
        PageRequest<UsageEventCursor> request = PageRequest.first(200);
        while (true) {
            PageRequest<UsageEventCursor> current = request;
            var page = sessions.read(
                    scope,
                    session -> new UsageEventRepository(session)
                            .list(EventFilter.all(), TimeRange.last(Duration.ofDays(8), session.clock()), current));
            events.addAll(page.items());
            if (page.next().isEmpty()) {
                return events;
            }
            request = PageRequest.after(page.next().get(), 200);
        }
    }

    private static UsageEvent event(Duration ago) {
        return UsageEvent.of(EventKind.REQUEST, "dashboard.open", NOW.minus(ago));
    }

    @Test
    void everything_that_an_event_tells_is_kept() {
        UsageEvent full = event(Duration.ofMinutes(1))
                .by(UUID.randomUUID())
                .answered(503, 1_234)
                .from(Client.of("2001:db8:0:0:0:0:0:1", "Mozilla/5.0").in("US", "CA"))
                .with("{\"b\": 1,  \"a\": \"\\u0000\"}");
        UsageEvent bare = UsageEvent.of(EventKind.ERROR, "render.failed", NOW.minusSeconds(90));
        assertThat(ingest(List.of(bare, full))).isEqualTo(new BatchReceipt(2, 0, List.of()));
        List<UsageEvent> stored = stored();
        assertThat(stored.get(0).client().ip()).contains("2001:db8::1");
        assertThat(stored.get(0))
                .usingRecursiveComparison()
                .ignoringFields("client.ip")
                .isEqualTo(full);
        assertThat(stored.get(1)).isEqualTo(bare);
    }

    @Test
    void bad_events_are_told_by_their_place_and_the_others_kept() {
        Map<String, UnaryOperator<UsageEvent>> faults = Map.ofEntries(
                Map.entry(
                        "at most 5 minutes ahead",
                        e -> event(Duration.ofMinutes(-5).minusMillis(1))),
                Map.entry("7 days back", e -> event(Duration.ofDays(7).plusMillis(1))),
                Map.entry("1 to 200 characters, has 201", e -> UsageEvent.of(EventKind.ERROR, "x".repeat(201), NOW)),
                Map.entry(
                        "Name of an event must have 1 to 200 characters, has 0",
                        e -> UsageEvent.of(EventKind.ERROR, "", NOW)),
                Map.entry(
                        "Name of an event must not hold control", e -> UsageEvent.of(EventKind.ERROR, "Secret\0", NOW)),
                Map.entry(
                        "User agent must have at most 512", e -> e.from(Client.of("192.0.2.1", "Secret".repeat(100)))),
                Map.entry(
                        "User agent must not hold the character U+0000",
                        e -> e.from(Client.of("192.0.2.1", "Secret\0"))),
                Map.entry("User agent must have 1 to 512 characters, has 0", e -> e.from(Client.of("192.0.2.1", ""))),
                Map.entry("must be one IPv4 or IPv6 address", e -> e.from(Client.of("198.51.100.0/24", "x"))),
                Map.entry("two capital letters", e -> e.from(Client.UNKNOWN.in("usa"))),
                Map.entry("1 to 3 capital letters or digits", e -> e.from(Client.UNKNOWN.in("US", "37.77,-122.41"))),
                Map.entry(
                        "A region needs its country",
                        e -> e.from(
                                new Client(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("CA")))),
                Map.entry("at most 8192 bytes", e -> e.with("{\"a\":\"" + "é".repeat(4_093) + "\"}")),
                Map.entry("must be a JSON object", e -> e.with("[\"Secret\"]")),
                Map.entry("must be a JSON object of at most 100 levels", e -> e.with("{\"Secret\":")),
                Map.entry("Status code must be 100 to 599, got 99", e -> e.answered(99, 0)),
                Map.entry("Duration in ms must be 0 to", e -> e.answered(200, -1)));
        List<String> reasons = new ArrayList<>();
        List<UsageEvent> batch = new ArrayList<>();
        faults.forEach((reason, fault) -> {
            reasons.add(reason);
            batch.add(event(Duration.ZERO));
            batch.add(fault.apply(event(Duration.ZERO)));
        });
        BatchReceipt receipt = ingest(batch);
        assertThat(receipt.accepted()).isEqualTo(reasons.size());
        assertThat(receipt.duplicates()).isZero();
        assertThat(receipt.rejected())
                .extracting(Rejected::index)
                .containsExactlyElementsOf(IntStream.range(0, reasons.size())
                        .map(i -> 2 * i + 1)
                        .boxed()
                        .toList());
        for (int i = 0; i < reasons.size(); i++) {
            assertThat(receipt.rejected().get(i).reason())
                    .contains(reasons.get(i))
                    .doesNotContain("Secret", "37.77", "198.51", "xxx");
        }
        assertThat(stored()).hasSize(reasons.size());
    }

    @Test
    void what_is_just_within_the_limits_is_kept() {
        assertThat(ingest(List.of(
                                event(Duration.ofMinutes(-5)),
                                event(Duration.ofDays(7)),
                                UsageEvent.of(EventKind.FEATURE, "\uD83D\uDE00".repeat(200), NOW),
                                event(Duration.ZERO).from(Client.of("::ffff:192.0.2.7", "\uD83D\uDE00".repeat(512))),
                                event(Duration.ZERO).with("{\"a\":\"" + "é".repeat(4_092) + "\"}"),
                                event(Duration.ZERO).answered(100, Integer.MAX_VALUE),
                                // Half a surrogate pair: no character, which becomes a question mark on its way.
                                UsageEvent.of(EventKind.FEATURE, "half \uD83D", NOW)))
                        .rejected())
                .isEmpty();
        assertThat(stored()).extracting(event -> event.client().ip()).contains(Optional.of("192.0.2.7"));
    }

    @Test
    void a_repeated_event_is_kept_once_and_counted() {
        List<UsageEvent> first = List.of(event(Duration.ofHours(1)), event(Duration.ofHours(2)));
        ingest(first);
        UsageEvent fresh = event(Duration.ofHours(3));
        UsageEvent otherTime = new UsageEvent(
                fresh.id(),
                EventKind.REQUEST,
                "dashboard.open",
                Optional.empty(),
                NOW,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Client.UNKNOWN,
                Optional.empty());
        // An id that comes with another time is another event.
        BatchReceipt receipt = ingest(List.of(first.get(1), fresh, first.get(0), fresh, otherTime));
        assertThat(receipt).isEqualTo(new BatchReceipt(2, 3, List.of()));
        assertThat(stored()).hasSize(4);
    }

    @Test
    void batches_that_overlap_at_the_same_time_keep_each_event_once_and_do_not_deadlock() throws Exception {
        List<UsageEvent> events = IntStream.range(0, 1_200)
                .mapToObj(i -> event(Duration.ofSeconds(i % 40)))
                .toList();
        List<BatchReceipt> receipts = Concurrently.run(4, () -> {
            List<UsageEvent> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled);
            return ingest(shuffled);
        });
        assertThat(receipts.stream().mapToInt(BatchReceipt::accepted).sum()).isEqualTo(1_200);
        assertThat(receipts.stream().mapToInt(BatchReceipt::duplicates).sum()).isEqualTo(3 * 1_200);
        assertThat(stored()).hasSize(1_200).doesNotHaveDuplicates();
    }

    @Test
    void ten_thousand_events_are_one_batch_and_one_more_is_refused() {
        List<UsageEvent> most = new ArrayList<>(IntStream.range(0, BatchReceipt.MOST_ITEMS)
                .mapToObj(i -> event(Duration.ofMillis(i)))
                .toList());
        assertThat(ingest(most)).isEqualTo(new BatchReceipt(10_000, 0, List.of()));
        most.add(event(Duration.ZERO));
        assertThatThrownBy(() -> ingest(most))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 10000 events, has 10001");
    }

    @Test
    void a_batch_is_kept_as_a_whole_or_not_at_all() {
        List<UsageEvent> events = IntStream.range(0, 600)
                .mapToObj(i -> event(Duration.ofSeconds(i)))
                .toList();
        assertThatThrownBy(() -> sessions.perform(scope, session -> {
                    new UsageEventRepository(session).ingest(events);
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        assertThat(stored()).isEmpty();
        assertThat(ingest(List.of())).isEqualTo(new BatchReceipt(0, 0, List.of()));
        assertThatThrownBy(() -> sessions.read(scope, session -> new UsageEventRepository(session).ingest(events)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void user_agents_seen_in_the_wild_are_kept_as_they_are() throws IOException {
        List<String> agents = userAgents();
        List<UsageEvent> events = IntStream.range(0, agents.size())
                .mapToObj(i -> event(Duration.ofSeconds(agents.size() - i)).from(Client.of("192.0.2.1", agents.get(i))))
                .toList();
        assertThat(ingest(events)).isEqualTo(new BatchReceipt(agents.size(), 0, List.of()));
        List<String> stored = new ArrayList<>(stored().stream()
                .map(event -> event.client().userAgent().orElseThrow())
                .toList());
        Collections.reverse(stored);
        assertThat(stored).isEqualTo(agents);
    }

    /** A file of them, one a line, where one is given by the system property or environment variable; else a few. */
    private static List<String> userAgents() throws IOException {
        String file = System.getProperty("user-agents", System.getenv().getOrDefault("USER_AGENTS", ""));
        if (file.isEmpty()) {
            return List.of(
                    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                    "curl/8.5.0",
                    "-",
                    "Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) \"quoted\" 'and' \\ back; ü%00",
                    "x".repeat(512));
        }
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> !line.isEmpty() && line.codePointCount(0, line.length()) <= 512)
                .toList();
    }
}
