package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RLY-1")
class ScreenRepositoryTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final Devices devices = new Devices(sessions.database());

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_screen_is_renamed_by_who_has_read_its_version() {
        Screen screen = pair("Entrance");
        Screen renamed = in(repository -> repository.rename(screen.id(), screen.version(), " Exit ", ""));
        assertThat(renamed.name()).isEqualTo("Exit");
        assertThat(renamed.location()).isEmpty();
        assertThat(renamed.version()).isEqualTo(2);
        assertThat(this.<Screen>in(repository -> repository.get(screen.id()))).isEqualTo(renamed);
        ConflictException conflict = catchThrowableOfType(
                ConflictException.class, () -> in(repository -> repository.rename(screen.id(), 1, "Mine", "")));
        assertThat(conflict.currentVersion()).isEqualTo(2);
    }

    @Test
    void names_and_places_are_bounded() {
        Screen screen = pair("Entrance");
        for (String wrong : List.of("x".repeat(201), "two\nlines")) {
            assertThatThrownBy(() -> in(repository -> repository.rename(screen.id(), 1, wrong, "")))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> in(repository -> repository.rename(screen.id(), 1, "Entrance", wrong)))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void unpairing_shuts_the_device_out_at_once_and_keeps_the_screen() {
        PairedDevice device = Screens.pair(sessions, acme, "Entrance");
        assertThat(devices.signIn(device.token().value(), "test")).isPresent();
        assertThat(this.<Boolean>in(repository -> repository.unpair(device.screenId())))
                .isTrue();
        assertThat(devices.signIn(device.token().value(), "test")).isEmpty();
        assertThat(this.<Screen>in(repository -> repository.get(device.screenId()))
                        .paired())
                .isFalse();
        assertThat(this.<Boolean>in(repository -> repository.unpair(device.screenId())))
                .isFalse();
        assertThatThrownBy(() -> in(repository -> repository.unpair(UUID.randomUUID())))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void unpairing_that_is_rolled_back_leaves_the_device_in() {
        PairedDevice device = Screens.pair(sessions, acme, "Entrance");
        assertThatThrownBy(() -> in(repository -> {
                    repository.unpair(device.screenId());
                    throw new IllegalStateException("rolled back");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(devices.signIn(device.token().value(), "test")).isPresent();
    }

    @Test
    void a_device_renews_its_token_for_a_year() {
        PairedDevice device = Screens.pair(sessions, acme, "Entrance");
        Instant later = Screens.now().plus(Duration.ofDays(100));
        sessions.stopAt(later);
        Optional<Instant> until = sessions.transact(
                acme,
                session ->
                        new DeviceTokenRepository(session).renew(device.token().value()));
        assertThat(until).contains(later.plus(Duration.ofDays(365)));
        Optional<Instant> unknown =
                sessions.transact(acme, session -> new DeviceTokenRepository(session).renew("unknown"));
        assertThat(unknown).isEmpty();
    }

    @Test
    void a_replaced_token_is_the_only_one_that_resolves() {
        PairedDevice device = Screens.pair(sessions, acme, "Entrance");
        PairedDevice replaced =
                sessions.transact(acme, session -> new DeviceTokenRepository(session).replace(device.screenId()));
        assertThat(devices.signIn(device.token().value(), "test")).isEmpty();
        assertThat(devices.signIn(replaced.token().value(), "test")
                        .orElseThrow()
                        .screenId())
                .isEqualTo(device.screenId());
        in(repository -> repository.unpair(device.screenId()));
        assertThatThrownBy(() -> sessions.transact(
                        acme, session -> new DeviceTokenRepository(session).replace(device.screenId())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unpaired");
    }

    @Test
    void unpairing_waits_for_a_token_that_is_being_replaced_and_revokes_it() throws Exception {
        PairedDevice device = Screens.pair(sessions, acme, "Entrance");
        List<Future<?>> meanwhile = new ArrayList<>();
        PairedDevice replaced = sessions.transact(acme, session -> {
            PairedDevice uncommitted = new DeviceTokenRepository(session).replace(device.screenId());
            meanwhile.add(
                    Concurrently.startAndExpectToWait(() -> in(repository -> repository.unpair(device.screenId()))));
            return uncommitted;
        });
        meanwhile.get(0).get(1, TimeUnit.MINUTES);
        assertThat(devices.signIn(replaced.token().value(), "test")).isEmpty();
    }

    @Test
    void a_deleted_screen_is_gone_with_its_device() {
        PairedDevice device = Screens.pair(sessions, acme, "Entrance");
        sessions.perform(acme, session -> new ScreenRepository(session).delete(device.screenId()));
        assertThat(devices.signIn(device.token().value(), "test")).isEmpty();
        assertThatThrownBy(() -> in(repository -> repository.get(device.screenId())))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() ->
                        sessions.perform(acme, session -> new ScreenRepository(session).delete(device.screenId())))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void pages_follow_the_names_and_repeat_and_lose_none() {
        List<UUID> all = Screens.many(sessions, acme, 60);
        List<Screen> seen = new ArrayList<>();
        Optional<PageRequest<ScreenCursor>> next = Optional.of(PageRequest.first(7));
        while (next.isPresent()) {
            PageRequest<ScreenCursor> request = next.get();
            Page<Screen, ScreenCursor> page = in(repository -> repository.list(request));
            seen.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, 7));
        }
        assertThat(seen).hasSize(60).isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
        assertThat(new HashSet<>(seen.stream().map(Screen::id).toList())).isEqualTo(new HashSet<>(all));
    }

    @Test
    void a_page_is_one_statement_read_from_the_index_in_its_order() {
        Screens.many(sessions, acme, 300);
        Screens.many(sessions, sessions.newCustomer("Other"), 300);
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze relay.screen");
        for (PageRequest<ScreenCursor> request : List.of(
                PageRequest.<ScreenCursor>first(20),
                PageRequest.after(new ScreenCursor("Screen 5", new UUID(0, 0)), 20))) {
            String plan = sessions.read(acme, session -> {
                ObservedSession observed = new ObservedSession(session);
                new ScreenRepository(observed).list(request);
                return observed.plan();
            });
            assertThat(plan)
                    .contains("using screen_by_name")
                    .doesNotContain("Sort")
                    .doesNotContain("Seq Scan");
        }
    }

    private Screen pair(String name) {
        UUID id = Screens.pair(sessions, acme, name).screenId();
        return in(repository -> repository.get(id));
    }

    private <T> T in(Function<ScreenRepository, T> work) {
        return sessions.transact(acme, session -> work.apply(new ScreenRepository(session)));
    }
}
