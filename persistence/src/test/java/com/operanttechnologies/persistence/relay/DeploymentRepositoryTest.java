package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.stage.DashboardContent;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DashboardVersionRepository;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("RLY-4")
class DeploymentRepositoryTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final UUID account = UUID.randomUUID();
    private final TenantScope person = TenantScope.account(acme.customerId(), account, "test");
    private final UUID screen = Screens.many(sessions, acme, 1).get(0);
    private final UUID dashboard = dashboard(3);
    private final Instant start = Screens.now();

    DeploymentRepositoryTest() {
        sessions.stopAt(start);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void what_is_deployed_is_known_with_its_time_and_who_did_it_and_so_is_what_was_before() {
        Deployment first = deploy(1);
        assertThat(first).isEqualTo(new Deployment(screen, dashboard, 1, start, "account:" + account));
        Instant later = start.plusSeconds(60);
        sessions.stopAt(later);
        Deployment second = sessions.transact(
                TenantScope.job(acme.customerId(), "rollout", "test"),
                session -> new DeploymentRepository(session).deploy(screen, dashboard, 3));
        assertThat(current()).contains(second);
        assertThat(second.deployedBy()).isEqualTo("job:rollout");
        sessions.stopAt(start.plusSeconds(90));
        assertThat(this.<Boolean>in(repository -> repository.withdraw(screen))).isTrue();
        assertThat(this.<Boolean>in(repository -> repository.withdraw(screen))).isFalse();
        assertThat(current()).isEmpty();
        assertThat(history())
                .containsExactly(
                        new DeploymentChange(screen, start.plusSeconds(90), false, dashboard, 3, "account:" + account),
                        new DeploymentChange(screen, later, true, dashboard, 3, "job:rollout"),
                        new DeploymentChange(screen, start, true, dashboard, 1, "account:" + account));
    }

    @Test
    void a_device_shows_the_content_of_what_is_deployed_to_its_screen() {
        PairedDevice device = Screens.pair(sessions, acme, "Entrance");
        Device signedIn = new Devices(sessions.database())
                .signIn(device.token().value(), "test")
                .orElseThrow();
        Function<Device, Optional<DashboardContent>> shown =
                who -> sessions.read(who.scope(), session -> new DeploymentRepository(session).shown(who.screenId()));
        assertThat(shown.apply(signedIn)).isEmpty();
        in(repository -> repository.deploy(device.screenId(), dashboard, 2));
        DashboardContent content = shown.apply(signedIn).orElseThrow();
        assertThat(content.json()).isEqualTo("{\"v\":2}");
        assertThat(content.version().number()).isEqualTo(2);
    }

    @Test
    void changes_at_the_same_moment_and_by_a_clock_that_went_back_keep_their_order() {
        deploy(1);
        deploy(2);
        sessions.stopAt(start.minusSeconds(60));
        deploy(3);
        assertThat(history()).extracting(DeploymentChange::number).containsExactly(3, 2, 1);
        assertThat(history().get(0).changedAt()).isEqualTo(start.plusNanos(2000));
        assertThat(current().orElseThrow().deployedAt()).isEqualTo(start.plusNanos(2000));
    }

    @Test
    void who_deploys_at_once_does_so_one_after_the_other() throws Exception {
        AtomicInteger turn = new AtomicInteger();
        List<Deployment> all = Concurrently.run(6, () -> deploy(1 + turn.getAndIncrement() % 3));
        assertThat(all).hasSize(6).doesNotHaveDuplicates();
        assertThat(history()).hasSize(6);
        assertThat(current().orElseThrow().deployedAt())
                .isEqualTo(history().get(0).changedAt());
        assertThat(current().orElseThrow().number()).isEqualTo(history().get(0).number());
    }

    @Test
    void only_an_existing_version_is_deployed_to_an_existing_screen() {
        for (int number : List.of(0, 4)) {
            assertThatThrownBy(() -> deploy(number)).isInstanceOf(NotFoundException.class);
        }
        assertThatThrownBy(() -> in(repository -> repository.deploy(screen, UUID.randomUUID(), 1)))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> in(repository -> repository.deploy(UUID.randomUUID(), dashboard, 1)))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> in(repository -> repository.withdraw(UUID.randomUUID())))
                .isInstanceOf(NotFoundException.class);
        assertThat(history()).isEmpty();
    }

    @Test
    void a_dashboard_that_a_screen_shows_can_t_be_deleted_until_it_is_withdrawn() {
        deploy(2);
        assertThatThrownBy(() -> deleteDashboard())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Dashboard " + dashboard + " can't be deleted while a screen shows it")
                .hasMessageContaining("screensShowing");
        in(repository -> repository.withdraw(screen));
        deleteDashboard();
        assertThat(history()).extracting(DeploymentChange::dashboardId).containsOnly(dashboard);
    }

    @Test
    void a_dashboard_that_is_deleted_while_it_is_being_deployed_is_not_found() throws Exception {
        List<Future<?>> meanwhile = new ArrayList<>();
        sessions.perform(person, session -> {
            new DashboardRepository(session).delete(dashboard);
            meanwhile.add(Concurrently.startAndExpectToWait(() -> deploy(1)));
        });
        assertThatThrownBy(() -> meanwhile.get(0).get(1, TimeUnit.MINUTES))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("deleted just now");
        assertThat(current()).isEmpty();
    }

    @Test
    void the_screens_that_show_a_dashboard_are_listed_by_version() {
        List<UUID> screens = Screens.many(sessions, acme, 20);
        UUID other = dashboard(1);
        sessions.perform(acme, session -> {
            DeploymentRepository repository = new DeploymentRepository(session);
            for (int i = 0; i < 18; i++) {
                repository.deploy(screens.get(i), dashboard, 3 - i % 3);
            }
            repository.deploy(screens.get(18), other, 1);
        });
        List<Deployment> seen = new ArrayList<>();
        Optional<PageRequest<DeploymentCursor>> next = Optional.of(PageRequest.first(5));
        while (next.isPresent()) {
            PageRequest<DeploymentCursor> request = next.get();
            Page<Deployment, DeploymentCursor> page = in(repository -> repository.screensShowing(dashboard, request));
            seen.addAll(page.items());
            next = page.next().map(cursor -> PageRequest.after(cursor, 5));
        }
        assertThat(seen).extracting(Deployment::screenId).containsExactlyInAnyOrderElementsOf(screens.subList(0, 18));
        assertThat(seen).isSortedAccordingTo((a, b) -> Integer.compare(a.number(), b.number()));
    }

    @Test
    void lists_are_read_from_indexes_in_their_order() {
        UUID busy = screen;
        List<UUID> screens = Screens.many(sessions, acme, 100);
        sessions.perform(acme, session -> {
            DeploymentRepository repository = new DeploymentRepository(session);
            for (UUID each : screens) {
                repository.deploy(each, dashboard, 1);
            }
            for (int i = 0; i < 50; i++) {
                repository.deploy(busy, dashboard, 1 + i % 3);
            }
        });
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze relay.deployment, relay.deployment_history");
        assertThat(plan(repository -> repository.screensShowing(dashboard, PageRequest.first(10))))
                .contains("using deployment_by_version")
                .doesNotContain("Sort");
        assertThat(plan(repository -> repository.history(busy, PageRequest.after(start.plusSeconds(9), 10))))
                .containsPattern("Scan Backward using deployment_history_(pkey|change)")
                .doesNotContain("Sort");
    }

    @Test
    void a_deleted_screen_takes_its_deployment_and_history_along() {
        deploy(1);
        sessions.perform(acme, session -> new ScreenRepository(session).delete(screen));
        assertThat(current()).isEmpty();
        assertThat(history()).isEmpty();
        deleteDashboard();
    }

    private String plan(Function<DeploymentRepository, Object> list) {
        return sessions.read(acme, session -> {
            ObservedSession observed = new ObservedSession(session);
            assertThat(list.apply(new DeploymentRepository(observed))).isNotNull();
            return observed.plan();
        });
    }

    private UUID dashboard(int versions) {
        return sessions.transact(person, session -> {
            UUID id = new DashboardRepository(session).create("Sales").id();
            for (int latest = 0; latest < versions; latest++) {
                new DashboardVersionRepository(session).save(id, latest, "{\"v\":" + (latest + 1) + "}");
            }
            return id;
        });
    }

    private void deleteDashboard() {
        sessions.perform(person, session -> new DashboardRepository(session).delete(dashboard));
    }

    private Deployment deploy(int number) {
        return in(repository -> repository.deploy(screen, dashboard, number));
    }

    private Optional<Deployment> current() {
        return in(repository -> repository.current(screen));
    }

    private List<DeploymentChange> history() {
        return in(repository -> repository.history(screen, Screens.first()).items());
    }

    private <T> T in(Function<DeploymentRepository, T> work) {
        return sessions.transact(person, session -> work.apply(new DeploymentRepository(session)));
    }
}
