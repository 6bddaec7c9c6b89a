package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RLY-2")
class HeartbeatIngestTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final List<UUID> screens = Screens.many(sessions, acme, 3);
    private final UUID screen = screens.get(0);
    private final Instant now = Screens.now().plusSeconds(60);

    HeartbeatIngestTest() {
        sessions.stopAt(now);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_heartbeat_is_kept_in_the_history_and_is_the_screen_s_status() {
        ShownVersion shown = new ShownVersion(UUID.randomUUID(), 7);
        Instant reported = now.minusSeconds(5);
        Heartbeat heartbeat = new Heartbeat(
                screen, reported.plusNanos(999), 3840, 2160, Screens.BROWSER, Optional.of(shown), List.of());
        assertThat(ingest(heartbeat)).isEqualTo(new BatchReceipt(1, 0, List.of()));
        KeptHeartbeat kept = history(screen).get(0);
        assertThat(kept)
                .isEqualTo(new KeptHeartbeat(
                        screen, reported, kept.receivedAt(), 3840, 2160, Screens.BROWSER, Optional.of(shown)));
        assertThat(kept.receivedAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        assertThat(status(screen)).contains(new ScreenStatus(screen, reported, Optional.of(kept), Optional.empty()));
    }

    @Test
    void an_empty_batch_is_a_receipt_of_nothing() {
        assertThat(ingest()).isEqualTo(new BatchReceipt(0, 0, List.of()));
    }

    @Test
    void every_bad_item_is_rejected_by_its_place_and_the_rest_is_kept() {
        List<Heartbeat> good = List.of(
                Screens.heartbeat(screen, now.plus(Duration.ofMinutes(5))),
                Screens.heartbeat(screen, now.minus(Duration.ofHours(24))),
                new Heartbeat(screen, now.minusSeconds(1), 1, 32_768, "", Optional.empty(), List.of()),
                new Heartbeat(
                        screen,
                        now.minusSeconds(2),
                        32_768,
                        1,
                        "😀".repeat(200),
                        Optional.of(new ShownVersion(UUID.randomUUID(), 1)),
                        Collections.nCopies(20, error(now.minusSeconds(3)))));
        List<Heartbeat> bad = List.of(
                Screens.heartbeat(UUID.randomUUID(), now),
                Screens.heartbeat(screen, now.plus(Duration.ofMinutes(5)).plusNanos(1000)),
                Screens.heartbeat(screen, now.minus(Duration.ofHours(24)).minusNanos(1000)),
                Screens.heartbeat(screen, Instant.MAX),
                Screens.heartbeat(screen, Instant.MIN),
                new Heartbeat(screen, now, 0, 1080, "", Optional.empty(), List.of()),
                new Heartbeat(screen, now, 1920, 32_769, "", Optional.empty(), List.of()),
                new Heartbeat(screen, now, 1920, 1080, "x".repeat(201), Optional.empty(), List.of()),
                new Heartbeat(screen, now, 1920, 1080, "s3cret\0", Optional.empty(), List.of()),
                new Heartbeat(screen, now, 1920, 1080, "", Optional.of(new ShownVersion(screen, 0)), List.of()),
                withErrors(Collections.nCopies(21, error(now))),
                withErrors(List.of(error(now.minus(Duration.ofHours(25))))),
                withErrors(List.of(new ClientError(now, "", "", OptionalInt.empty(), ""))),
                withErrors(List.of(new ClientError(now, "x".repeat(1001), "", OptionalInt.empty(), ""))),
                withErrors(List.of(new ClientError(now, "s3cret\0", "", OptionalInt.empty(), ""))),
                withErrors(List.of(new ClientError(now, "m", "x".repeat(501), OptionalInt.empty(), ""))),
                withErrors(List.of(new ClientError(now, "m", "", OptionalInt.of(-1), ""))),
                withErrors(List.of(new ClientError(now, "m", "", OptionalInt.empty(), "x".repeat(8001)))));
        List<Heartbeat> batch = new ArrayList<>(bad);
        batch.addAll(good);
        BatchReceipt receipt = ingest(batch.toArray(Heartbeat[]::new));
        assertThat(receipt.accepted()).isEqualTo(good.size());
        assertThat(receipt.duplicates()).isZero();
        assertThat(receipt.rejected()).hasSize(bad.size());
        for (int i = 0; i < bad.size(); i++) {
            assertThat(receipt.rejected().get(i).index()).isEqualTo(i);
            assertThat(receipt.rejected().get(i).reason()).isNotBlank().doesNotContain("s3cret");
        }
        assertThat(history(screen)).hasSize(good.size());
        assertThat(errors()).hasSize(20);
    }

    @Test
    void a_heartbeat_of_an_unpaired_screen_is_rejected_as_one_of_a_screen_that_isn_t_there() {
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(screen));
        BatchReceipt receipt = ingest(
                Screens.heartbeat(screen, now),
                Screens.heartbeat(UUID.randomUUID(), now),
                Screens.heartbeat(screens.get(1), now));
        assertThat(receipt.accepted()).isEqualTo(1);
        assertThat(receipt.rejected()).hasSize(2);
        assertThat(receipt.rejected().get(0).reason())
                .isEqualTo(receipt.rejected().get(1).reason());
    }

    @Test
    void a_duplicate_is_absorbed_and_counted_whether_in_the_batch_or_before_it() {
        Heartbeat first = withErrors(List.of(error(now.minusSeconds(9))));
        Heartbeat other =
                new Heartbeat(screen, now.plusNanos(1), 800, 600, "Other", Optional.empty(), List.of(error(now)));
        assertThat(ingest(first, other, first)).isEqualTo(new BatchReceipt(1, 2, List.of()));
        assertThat(ingest(first)).isEqualTo(new BatchReceipt(0, 1, List.of()));
        assertThat(history(screen)).hasSize(1);
        assertThat(history(screen).get(0).browser()).isEqualTo(Screens.BROWSER);
        assertThat(errors()).hasSize(1);
    }

    @Test
    void an_older_heartbeat_is_history_but_not_the_status() {
        ingest(Screens.heartbeat(screen, now), Screens.heartbeat(screen, now.minusSeconds(30)));
        ingest(Screens.heartbeat(screen, now.minusSeconds(10)));
        assertThat(status(screen).orElseThrow().lastSeenAt()).isEqualTo(now);
        assertThat(history(screen))
                .extracting(KeptHeartbeat::reportedAt)
                .containsExactly(now, now.minusSeconds(10), now.minusSeconds(30));
    }

    @Test
    void the_largest_batch_is_kept_whole_in_a_few_statements_and_a_larger_one_is_refused_whole() {
        List<Heartbeat> batch = new ArrayList<>();
        for (int i = 0; i < BatchReceipt.MOST_ITEMS; i++) {
            batch.add(Screens.heartbeat(screens.get(i % 3), now.minusMillis(i)));
        }
        BatchReceipt receipt = ingest(batch.toArray(Heartbeat[]::new));
        assertThat(receipt).isEqualTo(new BatchReceipt(BatchReceipt.MOST_ITEMS, 0, List.of()));
        batch.add(Screens.heartbeat(screen, now));
        assertThatThrownBy(() -> ingest(batch.toArray(Heartbeat[]::new)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("10000")
                .hasMessageContaining("has 10001")
                .hasMessageContaining("in parts");
        List<Heartbeat> erroneous = new ArrayList<>();
        for (int i = 0; i < 501; i++) {
            erroneous.add(new Heartbeat(
                    screen, now.minusMillis(i), 1, 1, "", Optional.empty(), Collections.nCopies(20, error(now))));
        }
        assertThatThrownBy(() -> ingest(erroneous.toArray(Heartbeat[]::new)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("10020");
    }

    @Test
    void history_pages_back_in_time_from_the_index() {
        List<Heartbeat> batch = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            batch.add(Screens.heartbeat(screen, now.minus(Duration.ofMinutes(20L * i))));
        }
        ingest(batch.toArray(Heartbeat[]::new));
        List<Instant> seen = new ArrayList<>();
        Optional<PageRequest<Instant>> next = Optional.of(PageRequest.first(7));
        while (next.isPresent()) {
            PageRequest<Instant> request = next.get();
            Page<KeptHeartbeat, Instant> page =
                    sessions.read(acme, session -> new HeartbeatRepository(session).history(screen, request));
            page.items().forEach(item -> seen.add(item.reportedAt()));
            next = page.next().map(cursor -> PageRequest.after(cursor, 7));
        }
        assertThat(seen).isEqualTo(batch.stream().map(Heartbeat::reportedAt).toList());
        String plan = sessions.read(acme, session -> {
            ObservedSession observed = new ObservedSession(session);
            new HeartbeatRepository(observed).history(screen, PageRequest.after(now, 7));
            return observed.plan();
        });
        assertThat(plan).contains("Index Cond").doesNotContain("Seq Scan").doesNotContain("Sort  ");
    }

    @Test
    void a_browser_is_named_by_its_user_agent() {
        String chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.6478.61";
        Map<String, String> names = Map.of(
                chrome + " Safari/537.36",
                "Chrome 126.0.6478.61",
                chrome + " Safari/537.36 Edg/126.0.2592.56",
                "Edge 126.0.2592.56",
                "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
                "Firefox 127.0",
                "Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
                "Safari 17.5",
                "Kiosk\0\n3000 " + "x".repeat(300),
                "Kiosk3000 " + "x".repeat(190),
                "",
                "");
        names.forEach((agent, name) -> assertThat(Browser.fromUserAgent(agent)).isEqualTo(name));
    }

    private BatchReceipt ingest(Heartbeat... batch) {
        return sessions.transact(acme, session -> new HeartbeatRepository(session).ingest(List.of(batch)));
    }

    private Heartbeat withErrors(List<ClientError> errors) {
        return new Heartbeat(screen, now, 1920, 1080, Screens.BROWSER, Optional.empty(), errors);
    }

    private static ClientError error(Instant at) {
        return new ClientError(at, "TypeError: x is undefined", "app.js", OptionalInt.of(12), "at render");
    }

    private List<KeptHeartbeat> history(UUID of) {
        return sessions.read(
                acme,
                session -> new HeartbeatRepository(session)
                        .history(of, Screens.first())
                        .items());
    }

    private Optional<ScreenStatus> status(UUID of) {
        return sessions.read(acme, session -> new ScreenStatusRepository(session).find(of));
    }

    private List<KeptError> errors() {
        return sessions.read(
                acme,
                session ->
                        new ClientErrorRepository(session).list(Screens.first()).items());
    }
}
