package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several batches at once, each in a transaction of a connection of its own. */
@Tag("RLY-2")
@Tag("thorough")
class ConcurrentIngestTest {

    private static final int SCREENS = 40;
    private static final int EACH = 20;

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final List<UUID> screens = Screens.many(sessions, acme, SCREENS);
    private final Instant now = Screens.now().plusSeconds(60);

    ConcurrentIngestTest() {
        sessions.stopAt(now);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void overlapping_batches_in_opposite_orders_all_succeed_and_keep_each_heartbeat_once() throws Exception {
        List<Heartbeat> batch = batch();
        List<Heartbeat> opposite = new ArrayList<>(batch);
        Collections.reverse(opposite);
        List<Heartbeat> half = opposite.subList(0, opposite.size() / 2);
        for (int round = 0; round < 5; round++) {
            AtomicInteger turn = new AtomicInteger();
            Instant shift = now.minus(Duration.ofMinutes(10L * round));
            List<BatchReceipt> receipts = Concurrently.run(6, () -> {
                List<Heartbeat> own = List.of(batch, opposite, half).get(turn.getAndIncrement() % 3);
                return ingest(own.stream()
                        .map(item -> shifted(item, Duration.between(now, shift)))
                        .toList());
            });
            assertThat(receipts.stream().mapToInt(BatchReceipt::accepted).sum()).isEqualTo(SCREENS * EACH);
            assertThat(receipts.stream().mapToInt(BatchReceipt::duplicates).sum())
                    .isEqualTo(SCREENS * EACH * 4);
        }
        List<ScreenStatus> statuses = sessions.read(
                acme,
                session -> new ScreenStatusRepository(session)
                        .list(Screens.first())
                        .items());
        assertThat(statuses).hasSize(SCREENS);
        assertThat(statuses).extracting(ScreenStatus::lastSeenAt).containsOnly(now);
    }

    @Test
    void a_repeated_batch_waits_for_the_first_try_and_then_counts_its_duplicates() throws Exception {
        List<Heartbeat> batch = batch();
        List<BatchReceipt> second = new ArrayList<>();
        List<Future<?>> meanwhile = new ArrayList<>();
        BatchReceipt first = sessions.transact(acme, session -> {
            BatchReceipt uncommitted = new HeartbeatRepository(session).ingest(batch);
            meanwhile.add(Concurrently.startAndExpectToWait(() -> second.add(ingest(batch))));
            return uncommitted;
        });
        meanwhile.get(0).get(1, TimeUnit.MINUTES);
        assertThat(first).isEqualTo(new BatchReceipt(batch.size(), 0, List.of()));
        assertThat(second).containsExactly(new BatchReceipt(0, batch.size(), List.of()));
    }

    @Test
    void a_screen_that_is_unpaired_meanwhile_gets_no_status_back() throws Exception {
        UUID screen = screens.get(0);
        List<Future<?>> meanwhile = new ArrayList<>();
        sessions.perform(acme, session -> {
            new ScreenRepository(session).unpair(screen);
            meanwhile.add(Concurrently.startAndExpectToWait(
                    () -> ingest(List.of(Screens.heartbeat(screen, now), Screens.heartbeat(screens.get(1), now)))));
        });
        meanwhile.get(0).get(1, TimeUnit.MINUTES);
        Optional<ScreenStatus> unpaired =
                sessions.read(acme, session -> new ScreenStatusRepository(session).find(screen));
        Optional<ScreenStatus> other =
                sessions.read(acme, session -> new ScreenStatusRepository(session).find(screens.get(1)));
        assertThat(unpaired).isEmpty();
        assertThat(other.orElseThrow().lastSeenAt()).isEqualTo(now);
    }

    private List<Heartbeat> batch() {
        List<Heartbeat> batch = new ArrayList<>();
        for (int i = 0; i < SCREENS * EACH; i++) {
            Instant at = now.minusSeconds(i / SCREENS);
            batch.add(new Heartbeat(
                    screens.get(i % SCREENS),
                    at,
                    1920,
                    1080,
                    Screens.BROWSER,
                    Optional.empty(),
                    List.of(new ClientError(at, "TypeError", "", OptionalInt.empty(), ""))));
        }
        return batch;
    }

    private static Heartbeat shifted(Heartbeat item, Duration by) {
        return new Heartbeat(
                item.screenId(),
                item.reportedAt().plus(by),
                item.viewportWidth(),
                item.viewportHeight(),
                item.browser(),
                item.shown(),
                item.errors());
    }

    private BatchReceipt ingest(List<Heartbeat> batch) {
        return sessions.transact(acme, session -> new HeartbeatRepository(session).ingest(batch));
    }
}
