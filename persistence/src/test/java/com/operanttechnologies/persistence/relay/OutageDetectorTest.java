package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.DueWork;
import com.operanttechnologies.persistence.gateway.WorkKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The tests' database has other tests' Customers as well, so each test counts its own alone. */
@Tag("RLY-3")
class OutageDetectorTest {

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final Instant start = Screens.now();
    private final List<UUID> screens;
    private final UUID screen;
    private final List<Outage> surfaced = Collections.synchronizedList(new ArrayList<>());

    OutageDetectorTest() {
        sessions.stopAt(start);
        screens = Screens.many(sessions, acme, 3);
        screen = screens.get(0);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_screen_is_surfaced_once_for_each_outage_which_its_next_heartbeat_ends() {
        see(start.plusSeconds(60), screens.toArray(UUID[]::new));
        detectAt(start.plusSeconds(60).plus(FIVE_MINUTES).minusNanos(1000));
        assertThat(surfaced).isEmpty();

        Instant found = start.plusSeconds(90).plus(FIVE_MINUTES);
        see(start.plusSeconds(120), screens.get(1), screens.get(2));
        detectAt(found);
        Outage outage = new Outage(screen, start.plusSeconds(60), found, Optional.empty());
        assertThat(surfaced).containsExactly(outage);
        assertThat(open()).containsExactly(outage);
        assertThat(status(screen).outageStartedAt()).contains(outage.startedAt());

        detectAt(found.plusSeconds(1));
        detectAt(found.plusSeconds(20));
        assertThat(surfaced).as("once").containsExactly(outage);

        Instant back = found.plusSeconds(25);
        see(back, screens.toArray(UUID[]::new));
        assertThat(open()).isEmpty();
        assertThat(history(screen)).containsExactly(new Outage(screen, outage.startedAt(), found, Optional.of(back)));
        assertThat(status(screen).outageStartedAt()).isEmpty();

        Instant again = back.plus(FIVE_MINUTES);
        detectAt(again);
        assertThat(surfaced.subList(1, surfaced.size()))
                .extracting(Outage::screenId)
                .containsExactlyInAnyOrderElementsOf(screens);
        assertThat(history(screen)).hasSize(2);
    }

    @Test
    void a_screen_that_never_reported_is_out_since_its_pairing() {
        detectAt(start.plus(FIVE_MINUTES));
        assertThat(surfaced).hasSize(3).allMatch(outage -> outage.startedAt().equals(start));
    }

    @Test
    void the_first_heartbeat_of_a_batch_ends_the_outage_as_if_they_had_come_one_by_one() {
        detectAt(start.plus(FIVE_MINUTES));
        Instant later = start.plus(Duration.ofHours(1));
        sessions.stopAt(later);
        sessions.perform(
                acme,
                session -> new HeartbeatRepository(session)
                        .ingest(List.of(
                                Screens.heartbeat(screen, later),
                                Screens.heartbeat(screen, later.minusSeconds(20)),
                                Screens.heartbeat(screen, start.minusSeconds(20)))));
        assertThat(history(screen)).extracting(Outage::endedAt).containsExactly(Optional.of(later.minusSeconds(20)));
    }

    @Test
    void a_heartbeat_from_before_the_outage_that_arrives_late_doesn_t_end_it() {
        see(start.plusSeconds(60), screen);
        detectAt(start.plusSeconds(60).plus(FIVE_MINUTES));
        sessions.perform(
                acme,
                session -> new HeartbeatRepository(session)
                        .ingest(List.of(Screens.heartbeat(screen, start.plusSeconds(30)))));
        assertThat(open()).extracting(Outage::screenId).contains(screen);
    }

    @Test
    void unpairing_ends_the_outage_and_the_screen_is_never_surfaced_again() {
        detectAt(start.plus(FIVE_MINUTES));
        Instant unpaired = start.plusSeconds(900);
        sessions.stopAt(unpaired);
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(screen));
        assertThat(history(screen)).extracting(Outage::endedAt).containsExactly(Optional.of(unpaired));
        surfaced.clear();
        detectAt(start.plus(Duration.ofDays(1)));
        assertThat(surfaced).isEmpty();
    }

    @Test
    void two_detectors_at_once_surface_once() throws Exception {
        sessions.stopAt(start.plus(FIVE_MINUTES));
        List<Integer> unused = Concurrently.run(4, this::detect);
        assertThat(unused).hasSize(4);
        assertThat(surfaced).extracting(Outage::screenId).containsExactlyInAnyOrderElementsOf(screens);
    }

    @Test
    void a_customer_is_due_when_the_next_screen_can_be_silent_and_not_while_all_are_out() {
        see(start.plusSeconds(60), screen);
        detectAt(start.plusSeconds(61));
        assertThat(dueAt()).as("those that never reported come first").contains(start.plus(FIVE_MINUTES));
        detectAt(start.plus(FIVE_MINUTES));
        assertThat(dueAt()).contains(start.plusSeconds(60).plus(FIVE_MINUTES));
        detectAt(start.plusSeconds(60).plus(FIVE_MINUTES));
        assertThat(dueAt()).isEmpty();
        Instant back = start.plusSeconds(1000);
        see(back, screen);
        assertThat(dueAt()).contains(back);
        detectAt(back.plusSeconds(1));
        assertThat(dueAt()).contains(back.plus(FIVE_MINUTES));
    }

    @Test
    void an_ordinary_batch_leaves_the_note_alone() {
        Instant later = start.plusSeconds(60);
        sessions.stopAt(later);
        sessions.perform(acme, session -> {
            assertThat(new DueWork(session).lock(WorkKind.RELAY_OUTAGE)).isTrue();
            // Another transaction, which would wait for this one without end if it announced.
            sessions.perform(acme, other -> {
                other.dsl().execute("set local lock_timeout = '5s'");
                new HeartbeatRepository(other).ingest(List.of(Screens.heartbeat(screen, later)));
            });
        });
        assertThat(status(screen).lastSeenAt()).isEqualTo(later);
    }

    @Test
    void a_screen_that_reports_while_the_detector_looks_is_left_alone_and_looked_at_again() {
        Instant found = start.plus(FIVE_MINUTES);
        sessions.stopAt(found);
        sessions.perform(acme, session -> {
            new HeartbeatRepository(session).ingest(List.of(Screens.heartbeat(screen, found)));
            detect();
        });
        assertThat(surfaced).extracting(Outage::screenId).containsExactlyInAnyOrderElementsOf(screens.subList(1, 3));
        assertThat(dueAt())
                .as("as it was seen while the batch wasn't committed")
                .contains(found);
        surfaced.clear();
        detectAt(found.plusSeconds(1));
        assertThat(surfaced).isEmpty();
        assertThat(dueAt()).contains(found.plus(FIVE_MINUTES));
        detectAt(found.plus(FIVE_MINUTES));
        assertThat(surfaced).extracting(Outage::screenId).containsExactly(screen);
    }

    @Test
    void a_batch_that_was_rolled_back_after_the_detector_looked_hides_no_outage() {
        Instant found = start.plus(FIVE_MINUTES);
        sessions.stopAt(found);
        assertThatThrownBy(() -> sessions.perform(acme, session -> {
                    new HeartbeatRepository(session).ingest(List.of(Screens.heartbeat(screen, found)));
                    detect();
                    throw new IllegalStateException("rolled back");
                }))
                .isInstanceOf(IllegalStateException.class);
        detect();
        assertThat(surfaced).extracting(Outage::screenId).containsExactlyInAnyOrderElementsOf(screens);
    }

    @Test
    void a_screen_that_comes_back_while_the_detector_settles_is_announced_after_it() throws Exception {
        detectAt(start.plus(FIVE_MINUTES));
        assertThat(dueAt()).isEmpty();
        // Somebody has the note: one screen is back already, and the detector finds it silent again.
        Instant back = start.plusSeconds(400);
        see(back, screens.get(1));
        Instant found = back.plus(FIVE_MINUTES);
        sessions.stopAt(found);
        List<Future<?>> meanwhile = new ArrayList<>();
        new OutageDetector(sessions.worker(), FIVE_MINUTES)
                .detect(
                        1000,
                        (session, outages) -> {
                            if (session.customerId().equals(acme.customerId())) {
                                meanwhile.add(Concurrently.startAndExpectToWait(() -> sessions.perform(
                                        acme,
                                        other -> new HeartbeatRepository(other)
                                                .ingest(List.of(Screens.heartbeat(screen, found))))));
                            }
                        },
                        "test");
        meanwhile.get(0).get(1, TimeUnit.MINUTES);
        assertThat(dueAt()).contains(found);
        detectAt(found.plus(FIVE_MINUTES));
        assertThat(surfaced)
                .filteredOn(outage -> outage.screenId().equals(screen))
                .hasSize(2);
    }

    @Test
    void what_the_handler_throws_takes_the_outage_back_and_leaves_other_customers_be() {
        TenantScope other = sessions.newCustomer("Other");
        Screens.many(sessions, other, 1);
        Instant found = start.plus(FIVE_MINUTES);
        sessions.stopAt(found);
        OutageDetector detector = new OutageDetector(sessions.worker(), FIVE_MINUTES);
        List<UUID> told = new ArrayList<>();
        assertThatThrownBy(() -> detector.detect(
                        1000,
                        (session, outages) -> {
                            told.add(session.customerId());
                            if (session.customerId().equals(acme.customerId())) {
                                throw new IllegalStateException("no mail today");
                            }
                        },
                        "test"))
                .hasMessage("no mail today");
        assertThat(told).contains(acme.customerId(), other.customerId());
        assertThat(open()).isEmpty();
        detect();
        assertThat(surfaced).extracting(Outage::screenId).containsExactlyInAnyOrderElementsOf(screens);
    }

    @Test
    void more_screens_than_one_transaction_takes_are_all_surfaced_by_the_next_looks() {
        sessions.stopAt(start.plusSeconds(1));
        Screens.many(sessions, acme, SilenceSearch.MOST_SCREENS);
        sessions.stopAt(start.plusSeconds(1).plus(FIVE_MINUTES));
        detect();
        assertThat(surfaced).hasSize(SilenceSearch.MOST_SCREENS);
        detect();
        assertThat(surfaced).hasSize(SilenceSearch.MOST_SCREENS + 3).doesNotHaveDuplicates();
    }

    @Test
    void only_a_worker_may_run_it_and_its_silence_is_bounded() {
        OutageDetector runtime = new OutageDetector(sessions.database(), FIVE_MINUTES);
        assertThatThrownBy(() -> runtime.detect(1, (session, outages) -> {}, "test"))
                .isInstanceOf(RefusedException.class);
        for (Duration silence : List.of(Duration.ZERO, Duration.ofDays(31))) {
            assertThatThrownBy(() -> new OutageDetector(sessions.worker(), silence))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    private void see(Instant at, UUID... seen) {
        sessions.stopAt(at);
        List<Heartbeat> batch = new ArrayList<>();
        for (UUID one : seen) {
            batch.add(Screens.heartbeat(one, at));
        }
        sessions.perform(acme, session -> new HeartbeatRepository(session).ingest(batch));
    }

    private void detectAt(Instant now) {
        sessions.stopAt(now);
        detect();
    }

    private int detect() {
        return new OutageDetector(sessions.worker(), FIVE_MINUTES)
                .detect(
                        1000,
                        (session, outages) -> {
                            if (session.customerId().equals(acme.customerId())) {
                                surfaced.addAll(outages);
                            }
                        },
                        "test");
    }

    private List<Outage> open() {
        return sessions.read(
                acme,
                session -> new OutageRepository(session).open(Screens.first()).items());
    }

    private List<Outage> history(UUID of) {
        return sessions.read(
                acme,
                session -> new OutageRepository(session)
                        .history(of, Screens.first())
                        .items());
    }

    private ScreenStatus status(UUID of) {
        return sessions.<Optional<ScreenStatus>>read(acme, session -> new ScreenStatusRepository(session).find(of))
                .orElseThrow();
    }

    /** When the Customer is due, as only the superuser can see. */
    private Optional<Instant> dueAt() {
        try (Connection superuser = TestDatabase.database().administrator().connect();
                Statement statement = superuser.createStatement();
                ResultSet note =
                        statement.executeQuery("select due_at from gateway.due_work where kind = 'relay.outage'"
                                + " and customer_id = '" + acme.customerId() + "'")) {
            return note.next()
                    ? Optional.of(
                            note.getObject(1, java.time.OffsetDateTime.class).toInstant())
                    : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
