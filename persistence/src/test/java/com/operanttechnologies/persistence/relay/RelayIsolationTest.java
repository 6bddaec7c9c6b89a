package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DashboardVersionRepository;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Customer tries every method of Relay's repositories on what another Customer has. */
@Tag("RLY-1")
@Tag("RLY-2")
@Tag("RLY-3")
@Tag("RLY-4")
class RelayIsolationTest {

    private static final String NOTHING = "\\[]|Optional.empty|false|0|BatchReceipt\\[accepted=0, .*no paired screen.*"
            + "|NotFoundException \\(SQLState 02000\\): The Customer has no .*";

    private final TestSessions sessions = TestSessions.open();
    private final Instant now = Screens.now();
    private final TenantScope victim = sessions.newCustomer("Victim");
    private final TenantScope attacker = sessions.newCustomer("Attacker");
    private final Named real = arrange();

    /**
     * What an attempt names.
     *
     * @param screen paired, with everything that a screen can have
     * @param unpaired a screen
     * @param out a screen in an outage
     * @param offer one that is open
     * @param dashboard one whose version 1 is deployed to the screen
     * @param token of the screen's device
     */
    private record Named(UUID screen, UUID unpaired, UUID out, UUID offer, UUID dashboard, String token) {

        static Named nothing() {
            return new Named(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    "nobody's");
        }

        String without(String text) {
            String left = text;
            for (UUID id : List.of(screen, unpaired, out, offer, dashboard)) {
                left = left.replace(id.toString(), "ID");
            }
            return left;
        }
    }

    /** What a method gives to a Customer about another's row: nothing, said the same way as for a row that isn't. */
    private interface Attempt {
        Object on(TenantSession session, Named named);
    }

    private static final Map<String, Attempt> ATTEMPTS = new TreeMap<>(Map.ofEntries(
            Map.entry("ScreenRepository.get", (s, n) -> new ScreenRepository(s).get(n.screen())),
            Map.entry("ScreenRepository.list", (s, n) -> items(new ScreenRepository(s).list(first()))),
            Map.entry("ScreenRepository.rename", (s, n) -> new ScreenRepository(s).rename(n.screen(), 1, "Mine", "")),
            Map.entry("ScreenRepository.unpair", (s, n) -> new ScreenRepository(s).unpair(n.screen())),
            Map.entry("ScreenRepository.delete", (s, n) -> {
                new ScreenRepository(s).delete(n.screen());
                return "deleted";
            }),
            Map.entry("PairingRepository.get", (s, n) -> new PairingRepository(s).get(n.offer())),
            Map.entry("PairingRepository.open", (s, n) -> items(new PairingRepository(s).open(first()))),
            Map.entry("PairingRepository.cancel", (s, n) -> new PairingRepository(s).cancel(n.offer())),
            Map.entry("PairingRepository.complete", (s, n) -> new PairingRepository(s).complete(n.offer())),
            Map.entry("PairingRepository.expire", (s, n) -> new PairingRepository(s).expire(10)),
            Map.entry(
                    "PairingRepository.offerAgain",
                    (s, n) -> new PairingRepository(s).offerAgain(n.unpaired(), Screens.TEN_MINUTES)),
            Map.entry("DeviceTokenRepository.renew", (s, n) -> new DeviceTokenRepository(s).renew(n.token())),
            Map.entry("DeviceTokenRepository.replace", (s, n) -> new DeviceTokenRepository(s).replace(n.screen())),
            Map.entry(
                    "HeartbeatRepository.ingest",
                    (s, n) -> new HeartbeatRepository(s)
                            .ingest(List.of(
                                    Screens.heartbeat(n.screen(), Screens.now().minusSeconds(9))))),
            Map.entry(
                    "HeartbeatRepository.history",
                    (s, n) -> items(new HeartbeatRepository(s).history(n.screen(), first()))),
            Map.entry("ScreenStatusRepository.find", (s, n) -> new ScreenStatusRepository(s).find(n.screen())),
            Map.entry("ScreenStatusRepository.list", (s, n) -> items(new ScreenStatusRepository(s).list(first()))),
            Map.entry(
                    "ScreenStatusRepository.silent",
                    (s, n) -> items(new ScreenStatusRepository(s).silent(Duration.ofMinutes(1), first()))),
            Map.entry("ClientErrorRepository.list", (s, n) -> items(new ClientErrorRepository(s).list(first()))),
            Map.entry(
                    "ClientErrorRepository.listOf",
                    (s, n) -> items(new ClientErrorRepository(s).listOf(n.screen(), first()))),
            Map.entry("OutageRepository.open", (s, n) -> items(new OutageRepository(s).open(first()))),
            Map.entry("OutageRepository.history", (s, n) -> items(new OutageRepository(s).history(n.out(), first()))),
            Map.entry(
                    "DeploymentRepository.deploy",
                    (s, n) -> new DeploymentRepository(s).deploy(n.screen(), n.dashboard(), 1)),
            Map.entry("DeploymentRepository.withdraw", (s, n) -> new DeploymentRepository(s).withdraw(n.screen())),
            Map.entry("DeploymentRepository.current", (s, n) -> new DeploymentRepository(s).current(n.screen())),
            Map.entry("DeploymentRepository.shown", (s, n) -> new DeploymentRepository(s).shown(n.screen())),
            Map.entry(
                    "DeploymentRepository.screensShowing",
                    (s, n) -> items(new DeploymentRepository(s).screensShowing(n.dashboard(), first()))),
            Map.entry(
                    "DeploymentRepository.history",
                    (s, n) -> items(new DeploymentRepository(s).history(n.screen(), first())))));

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @TestFactory
    Stream<DynamicTest> nothing_of_another_customer_is_reached_by() {
        return ATTEMPTS.entrySet().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    List<Object> before = sessions.read(victim, this::everything);
                    assertThat(outcome(attacker, attempt.getValue(), real))
                            .isEqualTo(outcome(attacker, attempt.getValue(), Named.nothing()))
                            .matches(NOTHING);
                    assertThat(outcome(victim, attempt.getValue(), real))
                            .as("its owner reaches it, so the attempt is a real one")
                            .doesNotMatch(NOTHING);
                    List<Object> after = sessions.read(victim, this::everything);
                    assertThat(after).isEqualTo(before);
                }));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ScreenRepository.class,
                PairingRepository.class,
                DeviceTokenRepository.class,
                HeartbeatRepository.class,
                ScreenStatusRepository.class,
                ClientErrorRepository.class,
                OutageRepository.class,
                DeploymentRepository.class
            })
    void every_method_is_tried(Class<?> repository) {
        assertThat(Arrays.stream(repository.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        // Takes no id, so there is nothing of another Customer's to name.
                        .filter(name -> !name.equals("offer"))
                        .map(name -> repository.getSimpleName() + "." + name))
                .isNotEmpty()
                .isSubsetOf(ATTEMPTS.keySet());
    }

    @Test
    void a_version_of_another_customer_is_not_deployed_to_one_s_own_screen_not_even_past_the_layer() throws Exception {
        UUID own = Screens.many(sessions, attacker, 1).get(0);
        assertThat(outcome(
                        attacker,
                        (session, named) -> new DeploymentRepository(session).deploy(own, named.dashboard(), 1),
                        real))
                .matches(NOTHING);
        try (PlainSql psql = PlainSql.bound(sessions, attacker)) {
            psql.assertRefused(
                    "23503 deployment_of_version",
                    "insert into relay.deployment (screen_id, dashboard_id, number, deployed_at)"
                            + " values (?, ?, 1, now())",
                    own,
                    real.dashboard());
        }
    }

    @Test
    void the_same_ids_at_two_customers_are_no_duplicates() {
        UUID own = Screens.many(sessions, attacker, 1).get(0);
        assertThat(outcome(
                        attacker,
                        (session, named) ->
                                new HeartbeatRepository(session).ingest(List.of(Screens.heartbeat(own, now))),
                        real))
                .startsWith("BatchReceipt[accepted=1, duplicates=0");
    }

    private Named arrange() {
        Instant before = now.minus(Duration.ofHours(1));
        sessions.stopAt(before);
        List<UUID> screens = Screens.many(sessions, victim, 3);
        UUID dashboard = sessions.transact(victim, session -> {
            new PairingRepository(session).offer("Overdue", "", Screens.TEN_MINUTES);
            new ScreenRepository(session).unpair(screens.get(1));
            UUID id = new DashboardRepository(session).create("Sales").id();
            new DashboardVersionRepository(session).save(id, 0, "{}");
            new DeploymentRepository(session).deploy(screens.get(0), id, 1);
            return id;
        });
        sessions.resume();
        ClientError error = new ClientError(now, "TypeError", "", OptionalInt.empty(), "");
        Heartbeat heartbeat = new Heartbeat(
                screens.get(0),
                now,
                1920,
                1080,
                Screens.BROWSER,
                Optional.of(new ShownVersion(dashboard, 1)),
                List.of(error));
        String token = sessions.transact(victim, session -> {
            new HeartbeatRepository(session).ingest(List.of(heartbeat));
            return new DeviceTokenRepository(session)
                    .replace(screens.get(0))
                    .token()
                    .value();
        });
        new OutageDetector(sessions.worker(), Duration.ofMinutes(5)).detect(1000, (session, outages) -> {}, "test");
        UUID offer = Screens.offer(sessions, victim, "Entrance").offer().id();
        return new Named(screens.get(0), screens.get(1), screens.get(2), offer, dashboard, token);
    }

    /** What an attempt gives, in a transaction that is rolled back, without the ids. */
    private String outcome(TenantScope scope, Attempt attempt, Named named) {
        List<String> given = new ArrayList<>();
        try {
            return sessions.transact(scope, session -> {
                given.add(attempt.on(session, named).toString());
                throw new Undone();
            });
        } catch (Undone e) {
            return given.get(0);
        } catch (NotFoundException e) {
            return named.without(e.toString());
        }
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private List<Object> everything(TenantSession session) {
        return List.of(
                items(new ScreenRepository(session).list(first())),
                items(new PairingRepository(session).open(first())),
                items(new HeartbeatRepository(session).history(real.screen(), first())),
                items(new ScreenStatusRepository(session).list(first())),
                items(new ClientErrorRepository(session).list(first())),
                items(new OutageRepository(session).open(first())),
                items(new DeploymentRepository(session).history(real.screen(), first())),
                new DeploymentRepository(session).current(real.screen()),
                sessions.gateway().resolve(SecretKind.DEVICE, real.token()));
    }

    private static <C> PageRequest<C> first() {
        return Screens.first();
    }

    private static List<Object> items(Page<?, ?> page) {
        return List.copyOf(page.items());
    }
}
