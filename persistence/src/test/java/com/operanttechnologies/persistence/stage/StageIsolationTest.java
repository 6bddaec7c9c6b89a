package com.operanttechnologies.persistence.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Customer tries every method of Stage's repositories on what another Customer has. */
@Tag("STG-1")
@Tag("STG-2")
class StageIsolationTest {

    private static final String NOTHING =
            "\\[]|Optional.empty|false|NotFoundException \\(SQLState 02000\\): The Customer has no .*";
    private static final SourceSecret SECRET = SourceSecret.of("hunter2");

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope victim = sessions.newCustomer();
    private final TenantScope attacker = sessions.newCustomer();
    private final UUID dashboard = sessions.transact(victim, session -> {
        UUID id = new DashboardRepository(session).create("Revenue").id();
        new DashboardVersionRepository(session).save(id, 0, "{\"secret\":true}");
        new PublicationRepository(session).publish(id, 1);
        return id;
    });
    private final UUID source = sessions.transact(
            victim,
            session -> new DataSourceRepository(session)
                    .create("Ledger", "postgresql", "{}", SECRET)
                    .id());

    /** What a method gives to a Customer about another's row: nothing, said the same way as for a row that isn't. */
    private interface Attempt {
        Object on(TenantSession session, UUID dashboard, UUID source);
    }

    private static final Map<String, Attempt> ATTEMPTS = new TreeMap<>(Map.ofEntries(
            Map.entry("DashboardRepository.get", (s, d, x) -> new DashboardRepository(s).get(d)),
            Map.entry("DashboardRepository.rename", (s, d, x) -> new DashboardRepository(s).rename(d, 1, "Mine")),
            Map.entry("DashboardRepository.archive", (s, d, x) -> new DashboardRepository(s).archive(d, 1)),
            Map.entry("DashboardRepository.restore", (s, d, x) -> new DashboardRepository(s).restore(d, 1)),
            Map.entry("DashboardRepository.delete", (s, d, x) -> {
                new DashboardRepository(s).delete(d);
                return "deleted";
            }),
            Map.entry("DashboardRepository.list", (s, d, x) -> items(new DashboardRepository(s).list(false, first()))),
            Map.entry(
                    "DashboardRepository.search",
                    (s, d, x) -> items(new DashboardRepository(s).search(false, "Rev", first()))),
            Map.entry(
                    "DashboardVersionRepository.save", (s, d, x) -> new DashboardVersionRepository(s).save(d, 1, "{}")),
            Map.entry("DashboardVersionRepository.get", (s, d, x) -> new DashboardVersionRepository(s).get(d, 1)),
            Map.entry(
                    "DashboardVersionRepository.describe",
                    (s, d, x) -> new DashboardVersionRepository(s).describe(d, 1)),
            Map.entry("DashboardVersionRepository.latest", (s, d, x) -> new DashboardVersionRepository(s).latest(d)),
            Map.entry(
                    "DashboardVersionRepository.list",
                    (s, d, x) -> items(new DashboardVersionRepository(s).list(d, first()))),
            Map.entry("PublicationRepository.publish", (s, d, x) -> new PublicationRepository(s).publish(d, 1)),
            Map.entry("PublicationRepository.unpublish", (s, d, x) -> new PublicationRepository(s).unpublish(d)),
            Map.entry("PublicationRepository.published", (s, d, x) -> new PublicationRepository(s).published(d)),
            Map.entry("DataSourceRepository.get", (s, d, x) -> new DataSourceRepository(s).get(x)),
            Map.entry("DataSourceRepository.list", (s, d, x) -> items(new DataSourceRepository(s).list(first()))),
            Map.entry(
                    "DataSourceRepository.update", (s, d, x) -> new DataSourceRepository(s).update(x, 1, "Mine", "{}")),
            Map.entry(
                    "DataSourceRepository.replaceSecret",
                    (s, d, x) -> new DataSourceRepository(s).replaceSecret(x, 1, SECRET)),
            Map.entry("DataSourceRepository.openSecret", (s, d, x) -> new DataSourceRepository(s).openSecret(x)),
            Map.entry("DataSourceRepository.delete", (s, d, x) -> {
                new DataSourceRepository(s).delete(x);
                return "deleted";
            })));

    @TestFactory
    Stream<DynamicTest> nothing_of_another_customer_is_reached_by() {
        return ATTEMPTS.entrySet().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    List<Object> before = sessions.read(victim, this::everything);
                    assertThat(outcome(attacker, attempt.getValue(), dashboard, source))
                            .isEqualTo(outcome(attacker, attempt.getValue(), UUID.randomUUID(), UUID.randomUUID()))
                            .matches(NOTHING);
                    assertThat(outcome(victim, attempt.getValue(), dashboard, source))
                            .as("its owner reaches it, so the attempt is a real one")
                            .doesNotMatch(NOTHING);
                    List<Object> after = sessions.read(victim, this::everything);
                    assertThat(after).isEqualTo(before);
                }));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                DashboardRepository.class,
                DashboardVersionRepository.class,
                PublicationRepository.class,
                DataSourceRepository.class
            })
    void every_method_is_tried(Class<?> repository) {
        assertThat(Arrays.stream(repository.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        // Takes no id, so there is nothing of another Customer's to name; see the test below.
                        .filter(name -> !name.equals("create"))
                        .map(name -> repository.getSimpleName() + "." + name))
                .isNotEmpty()
                .isSubsetOf(ATTEMPTS.keySet());
    }

    @Test
    void what_one_customer_creates_takes_no_name_from_another() {
        DataSource own = sessions.transact(
                attacker, session -> new DataSourceRepository(session).create("Ledger", "postgresql", "{}", SECRET));
        Dashboard dashboardOfSameTitle =
                sessions.transact(attacker, session -> new DashboardRepository(session).create("Revenue"));
        assertThat(own.id()).isNotEqualTo(source);
        assertThat(dashboardOfSameTitle.id()).isNotEqualTo(dashboard);
        List<Object> mine = sessions.read(attacker, session -> items(new DataSourceRepository(session).list(first())));
        assertThat(mine).isEqualTo(List.of(own));
    }

    /**
     * What an attempt gives, in a transaction that is rolled back. The ids are left out, so that words about a row of
     * another Customer can be compared to words about no row.
     */
    private String outcome(TenantScope scope, Attempt attempt, UUID aDashboard, UUID aSource) {
        List<String> given = new ArrayList<>();
        try {
            return sessions.transact(scope, session -> {
                given.add(attempt.on(session, aDashboard, aSource).toString());
                throw new Undone();
            });
        } catch (Undone e) {
            return given.get(0);
        } catch (NotFoundException e) {
            return e.toString().replace(aDashboard.toString(), "ID").replace(aSource.toString(), "ID");
        }
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private List<Object> everything(TenantSession session) {
        Optional<DashboardContent> published = new PublicationRepository(session).published(dashboard);
        return List.of(
                new DashboardRepository(session).get(dashboard),
                items(new DashboardVersionRepository(session).list(dashboard, first())),
                published.orElseThrow(),
                new DataSourceRepository(session).get(source),
                new DataSourceRepository(session).openSecret(source));
    }

    private static <C> PageRequest<C> first() {
        return PageRequest.first(200);
    }

    private static List<Object> items(Page<?, ?> page) {
        return List.copyOf(page.items());
    }
}
