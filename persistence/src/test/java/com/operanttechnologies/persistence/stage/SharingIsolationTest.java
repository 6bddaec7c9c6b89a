package com.operanttechnologies.persistence.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.NotFoundException;
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
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Customer tries every method about viewers and share links on what another Customer has. */
@Tag("STG-3")
class SharingIsolationTest {

    private static final String NOTHING =
            "\\[]|Optional.empty|NotFoundException \\(SQLState 02000\\): The Customer has no .*";

    private final TestSessions sessions = TestSessions.open();
    private final SharedDashboard victim = new SharedDashboard(sessions);
    private final IssuedShareLink issued = victim.share(SharedDashboard.WEEK);
    private final TenantScope attacker = sessions.newCustomer("Attacker");

    /** @param ids of a dashboard, a viewer and a link */
    private record Ids(UUID dashboard, UUID viewer, UUID link) {

        static Ids ofNothing() {
            return new Ids(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());
        }

        String leftOut(String text) {
            return text.replace(dashboard.toString(), "ID")
                    .replace(viewer.toString(), "ID")
                    .replace(link.toString(), "ID");
        }
    }

    private interface Attempt {
        Object on(TenantSession session, Ids ids);
    }

    private static final Map<String, Attempt> ATTEMPTS = new TreeMap<>(Map.ofEntries(
            Map.entry("ViewerRepository.get", (s, i) -> new ViewerRepository(s).get(i.viewer())),
            Map.entry(
                    "ViewerRepository.list",
                    (s, i) -> new ViewerRepository(s).list(PageRequest.first(9)).items()),
            Map.entry(
                    "ViewerRepository.update",
                    (s, i) -> new ViewerRepository(s).update(i.viewer(), 1, "Mine", Optional.empty(), "")),
            Map.entry("ViewerRepository.delete", (s, i) -> {
                new ViewerRepository(s).delete(i.viewer());
                return "deleted";
            }),
            Map.entry(
                    "ShareLinkRepository.create",
                    (s, i) -> new ShareLinkRepository(s).create(i.dashboard(), i.viewer(), "", SharedDashboard.WEEK)),
            Map.entry("ShareLinkRepository.get", (s, i) -> new ShareLinkRepository(s).get(i.link())),
            Map.entry(
                    "ShareLinkRepository.listByDashboard",
                    (s, i) -> new ShareLinkRepository(s)
                            .listByDashboard(i.dashboard(), PageRequest.first(9))
                            .items()),
            Map.entry(
                    "ShareLinkRepository.listByViewer",
                    (s, i) -> new ShareLinkRepository(s)
                            .listByViewer(i.viewer(), PageRequest.first(9))
                            .items()),
            Map.entry("ShareLinkRepository.shown", (s, i) -> new ShareLinkRepository(s).shown(i.link())),
            Map.entry(
                    "ShareLinkRepository.extend",
                    (s, i) -> new ShareLinkRepository(s).extend(i.link(), 1, SharedDashboard.WEEK)),
            Map.entry("ShareLinkRepository.revoke", (s, i) -> new ShareLinkRepository(s).revoke(i.link()))));

    @TestFactory
    Stream<DynamicTest> nothing_of_another_customer_is_reached_by() {
        Ids prey = new Ids(victim.dashboard(), victim.viewer(), issued.link().id());
        return ATTEMPTS.entrySet().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    List<Object> before = sessions.read(victim.customer(), this::everything);
                    assertThat(outcome(attacker, attempt.getValue(), prey))
                            .isEqualTo(outcome(attacker, attempt.getValue(), Ids.ofNothing()))
                            .matches(NOTHING);
                    assertThat(outcome(victim.customer(), attempt.getValue(), prey))
                            .as("its own Customer reaches it, so the attempt is a real one")
                            .doesNotMatch(NOTHING);
                    List<Object> after = sessions.read(victim.customer(), this::everything);
                    assertThat(after).isEqualTo(before);
                    assertThat(victim.shown(issued)).isPresent();
                }));
    }

    @ParameterizedTest
    @ValueSource(classes = {ViewerRepository.class, ShareLinkRepository.class})
    void every_method_is_tried(Class<?> repository) {
        assertThat(Arrays.stream(repository.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .map(name -> repository.getSimpleName() + "." + name)
                        // Takes no id, so there is nothing of another Customer's to name.
                        .filter(name -> !name.equals("ViewerRepository.create")))
                .isNotEmpty()
                .isSubsetOf(ATTEMPTS.keySet());
    }

    /** What an attempt gives, in a transaction that is rolled back, without the ids, so that words can be compared. */
    private String outcome(TenantScope scope, Attempt attempt, Ids ids) {
        List<String> given = new ArrayList<>();
        try {
            return sessions.transact(scope, session -> {
                given.add(attempt.on(session, ids).toString());
                throw new Undone();
            });
        } catch (Undone e) {
            return given.get(0);
        } catch (NotFoundException e) {
            return ids.leftOut(e.toString());
        }
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private List<Object> everything(TenantSession session) {
        return List.of(
                new ViewerRepository(session).list(PageRequest.first(9)),
                new ShareLinkRepository(session).listByDashboard(victim.dashboard(), PageRequest.first(9)));
    }
}
