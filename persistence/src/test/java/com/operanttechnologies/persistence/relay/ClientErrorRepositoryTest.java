package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RLY-2")
class ClientErrorRepositoryTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final List<UUID> screens = Screens.many(sessions, acme, 3);
    private final Instant now = Screens.now().plusSeconds(60);

    ClientErrorRepositoryTest() {
        sessions.stopAt(now);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void errors_are_kept_as_reported() {
        ClientError whole = new ClientError(
                now.minusSeconds(3), "TypeError: 😀\n", "https://x.example/app.js", OptionalInt.of(0), "\tat render");
        ClientError bare = new ClientError(now.minusSeconds(4), "Script error.", "", OptionalInt.empty(), "");
        report(screens.get(0), now, List.of(whole, bare));
        assertThat(all(ClientErrorRepository::list, 200))
                .containsExactly(
                        new KeptError(screens.get(0), now, 1, whole), new KeptError(screens.get(0), now, 2, bare));
    }

    @Test
    void pages_go_back_in_time_over_days_and_screens_and_lose_and_repeat_none() {
        List<ClientError> same = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            same.add(new ClientError(now.minus(Duration.ofHours(i / 2 * 5)), "E" + i, "", OptionalInt.empty(), ""));
        }
        for (UUID screen : screens) {
            report(screen, now, same);
            report(screen, now.minusSeconds(1), same);
        }
        List<KeptError> everything = all(ClientErrorRepository::list, 7);
        assertThat(everything).hasSize(60).doesNotHaveDuplicates();
        assertThat(everything)
                .isSortedAccordingTo(
                        Comparator.comparing((KeptError kept) -> kept.error().occurredAt())
                                .reversed());
        UUID one = screens.get(1);
        assertThat(all((repository, request) -> repository.listOf(one, request), 3))
                .isEqualTo(everything.stream()
                        .filter(kept -> kept.screenId().equals(one))
                        .toList());
        assertThat(all((repository, request) -> repository.listOf(UUID.randomUUID(), request), 3))
                .isEmpty();
    }

    @Test
    void a_page_is_read_from_the_indexes_of_the_days_in_their_order() {
        List<ClientError> some = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            some.add(new ClientError(now.minusMillis(i), "E" + i, "", OptionalInt.empty(), ""));
        }
        for (int i = 0; i < 200; i++) {
            report(screens.get(i % 3), now.minusSeconds(i), some);
        }
        // Days without rows are left out: what the planner does with them costs nothing.
        LocalDate day = LocalDate.ofInstant(now, ZoneOffset.UTC);
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze " + partition(day));
        ErrorCursor cursor = new ErrorCursor(now.minusMillis(5), screens.get(0), now, 3);
        List<BiFunction<ClientErrorRepository, PageRequest<ErrorCursor>, Page<KeptError, ErrorCursor>>> lists = List.of(
                ClientErrorRepository::list, (repository, request) -> repository.listOf(screens.get(0), request));
        for (var list : lists) {
            String first = plan(list, PageRequest.first(20));
            String later = plan(list, PageRequest.after(cursor, 20));
            for (String plan : List.of(first, later)) {
                assertThat(plan)
                        // Ordered already where the partitions follow each other, and otherwise merged.
                        .containsPattern("(Merge )?Append")
                        .doesNotContain("Sort  ")
                        .containsPattern("Index Scan Backward using client_error_[0-9]+_[a-z_]+ on "
                                + partition(day).substring("relay.".length()));
            }
            assertThat(later).doesNotContain(partition(day.plusDays(1)).substring("relay.".length()));
        }
    }

    private String plan(
            BiFunction<ClientErrorRepository, PageRequest<ErrorCursor>, Page<KeptError, ErrorCursor>> list,
            PageRequest<ErrorCursor> request) {
        return sessions.read(acme, session -> {
            ObservedSession observed = new ObservedSession(session);
            assertThat(list.apply(new ClientErrorRepository(observed), request).items())
                    .hasSize(20);
            return observed.plan();
        });
    }

    private static String partition(LocalDate day) {
        return "relay.client_error_" + day.toString().replace("-", "");
    }

    private void report(UUID screen, Instant at, List<ClientError> errors) {
        Heartbeat heartbeat = new Heartbeat(screen, at, 1, 1, "", Optional.empty(), errors);
        sessions.perform(
                acme,
                session -> assertThat(new HeartbeatRepository(session)
                                .ingest(List.of(heartbeat))
                                .accepted())
                        .isEqualTo(1));
    }

    private List<KeptError> all(
            BiFunction<ClientErrorRepository, PageRequest<ErrorCursor>, Page<KeptError, ErrorCursor>> list, int size) {
        List<KeptError> seen = new ArrayList<>();
        Optional<PageRequest<ErrorCursor>> next = Optional.of(PageRequest.first(size));
        while (next.isPresent()) {
            PageRequest<ErrorCursor> request = next.get();
            Page<KeptError, ErrorCursor> page =
                    sessions.read(acme, session -> list.apply(new ClientErrorRepository(session), request));
            seen.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, size));
        }
        return seen;
    }
}
