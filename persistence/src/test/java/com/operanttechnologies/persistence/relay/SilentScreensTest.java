package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RLY-3")
class SilentScreensTest {

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final Instant start = Screens.now();

    SilentScreensTest() {
        sessions.stopAt(start);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_screen_is_silent_from_the_very_moment_on_that_its_last_heartbeat_is_so_long_ago() {
        UUID screen = Screens.many(sessions, acme, 1).get(0);
        Instant seen = start.plusSeconds(30);
        sessions.stopAt(seen);
        sessions.perform(
                acme, session -> new HeartbeatRepository(session).ingest(List.of(Screens.heartbeat(screen, seen))));
        sessions.stopAt(seen.plus(FIVE_MINUTES).minusNanos(1000));
        assertThat(silent(FIVE_MINUTES)).isEmpty();
        sessions.stopAt(seen.plus(FIVE_MINUTES));
        assertThat(silent(FIVE_MINUTES)).containsExactly(new SilentScreen(seen, screen));
    }

    @Test
    void a_screen_that_never_reported_counts_from_its_pairing_and_an_unpaired_one_not_at_all() {
        List<UUID> screens = Screens.many(sessions, acme, 2);
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(screens.get(1)));
        sessions.stopAt(start.plus(FIVE_MINUTES));
        assertThat(silent(FIVE_MINUTES)).containsExactly(new SilentScreen(start, screens.get(0)));
    }

    @Test
    void pages_go_from_the_longest_silence_to_the_shortest() {
        List<UUID> screens = Screens.many(sessions, acme, 40);
        List<Heartbeat> batch = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            batch.add(Screens.heartbeat(screens.get(i), start.plusSeconds(1 + i / 3)));
        }
        sessions.perform(acme, session -> new HeartbeatRepository(session).ingest(batch));
        sessions.stopAt(start.plusSeconds(605));
        List<SilentScreen> seen = new ArrayList<>();
        Optional<PageRequest<SilentScreen>> next = Optional.of(PageRequest.first(4));
        while (next.isPresent()) {
            PageRequest<SilentScreen> request = next.get();
            Page<SilentScreen, SilentScreen> page = sessions.read(
                    acme, session -> new ScreenStatusRepository(session).silent(Duration.ofSeconds(600), request));
            seen.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, 4));
        }
        assertThat(seen)
                .hasSize(10 + 15)
                .doesNotHaveDuplicates()
                .isSortedAccordingTo((a, b) -> a.lastSeenAt().compareTo(b.lastSeenAt()));
        assertThat(seen.subList(0, 10)).extracting(SilentScreen::lastSeenAt).containsOnly(start);
    }

    @Test
    void silent_screens_are_read_from_an_index_alone_which_touches_one_customer_s_rows() {
        TenantScope other = sessions.newCustomer("Other");
        for (int i = 0; i < 20; i++) {
            sessions.stopAt(start.plusSeconds(i));
            Screens.many(sessions, acme, 100);
            Screens.many(sessions, other, 100);
        }
        TestDatabase.asSuperuser(TestDatabase.database(), "vacuum (analyze) relay.screen_status");
        sessions.stopAt(start.plusSeconds(15).plus(FIVE_MINUTES));
        for (PageRequest<SilentScreen> request : List.of(
                PageRequest.<SilentScreen>first(20),
                PageRequest.after(new SilentScreen(start.plusSeconds(5), new UUID(0, 0)), 20))) {
            String plan = sessions.read(acme, session -> {
                ObservedSession observed = new ObservedSession(session);
                new ScreenStatusRepository(observed).silent(FIVE_MINUTES, request);
                return observed.plan();
            });
            assertThat(plan)
                    .contains("Index Only Scan using screen_status_last_seen")
                    .containsPattern("Index Cond: \\(\\(customer_id = '[0-9a-f-]+'::uuid\\) AND \\(.*last_seen_at <=")
                    .doesNotContain("Sort")
                    .doesNotContain("Filter: ((last");
        }
    }

    @Test
    void silences_are_bounded() {
        for (Duration silence : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(3651))) {
            assertThatThrownBy(() -> silent(silence)).isInstanceOf(InvalidInputException.class);
        }
    }

    private List<SilentScreen> silent(Duration silence) {
        return sessions.read(
                acme,
                session -> new ScreenStatusRepository(session)
                        .silent(silence, Screens.first())
                        .items());
    }
}
