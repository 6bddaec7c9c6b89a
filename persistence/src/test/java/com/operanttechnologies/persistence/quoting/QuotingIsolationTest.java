package com.operanttechnologies.persistence.quoting;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One Customer tries every method of Quoting's repositories on what another Customer has. */
@Tag("QUO-1")
class QuotingIsolationTest {

    private static final String NOTHING = "\\[]|NotFoundException \\(SQLState 02000\\): The Customer has .*";
    private static final int NUMBER = 2;

    private final Quotes victim = new Quotes();
    private final Quotes attacker = new Quotes();

    @BeforeEach
    void stopTime() {
        victim.sessions.stopAt(Quotes.NOON);
    }

    @AfterEach
    void resumeTime() {
        victim.sessions.resume();
    }

    /** What a method gives to a Customer about another's draft or sent quote, both of version 3 as the owner's are. */
    private interface Attempt {
        Object on(TenantSession session, UUID draft, UUID sent);
    }

    private static final Map<String, Attempt> ATTEMPTS = new TreeMap<>(Map.ofEntries(
            Map.entry("QuoteRepository.get", (s, d, x) -> new QuoteRepository(s).get(d)),
            Map.entry(
                    "QuoteRepository.update", (s, d, x) -> new QuoteRepository(s).update(d, 2, Quotes.content("Mine"))),
            Map.entry("QuoteRepository.copy", (s, d, x) -> new QuoteRepository(s).copy(d, Quotes.TODAY)),
            Map.entry("QuoteRepository.delete", (s, d, x) -> {
                new QuoteRepository(s).delete(d, 2);
                return "deleted";
            }),
            Map.entry(
                    "QuoteRepository.list",
                    (s, d, x) -> items(new QuoteRepository(s).list(QuoteStatus.SENT, PageRequest.first(200)))),
            Map.entry(
                    "QuoteRepository.search",
                    (s, d, x) -> items(new QuoteRepository(s).search("secret", PageRequest.first(200)))),
            Map.entry("QuoteLineRepository.list", (s, d, x) -> new QuoteLineRepository(s).list(d)),
            Map.entry(
                    "QuoteLineRepository.replace",
                    (s, d, x) -> new QuoteLineRepository(s).replace(d, 2, List.of(Quotes.LINE))),
            Map.entry("QuoteLineRepository.totals", (s, d, x) -> new QuoteLineRepository(s).totals(d)),
            Map.entry("QuoteLifecycle.send", (s, d, x) -> new QuoteLifecycle(s).send(d, 2)),
            Map.entry("QuoteLifecycle.accept", (s, d, x) -> new QuoteLifecycle(s).accept(x, 3)),
            Map.entry("QuoteLifecycle.decline", (s, d, x) -> new QuoteLifecycle(s).decline(x, 3)),
            Map.entry("QuoteLifecycle.withdraw", (s, d, x) -> new QuoteLifecycle(s).withdraw(x, 3)),
            Map.entry("QuoteLifecycle.revise", (s, d, x) -> new QuoteLifecycle(s).revise(x, 3)),
            Map.entry("QuoteLifecycle.expireOverdue", (s, d, x) -> new QuoteLifecycle(s).expireOverdue(1000)),
            Map.entry("SentQuoteRepository.latest", (s, d, x) -> new SentQuoteRepository(s).latest(NUMBER)),
            Map.entry("SentQuoteRepository.get", (s, d, x) -> new SentQuoteRepository(s).get(NUMBER, 1)),
            Map.entry(
                    "SentQuoteRepository.revisions",
                    (s, d, x) -> items(new SentQuoteRepository(s).revisions(x, PageRequest.first(200))))));

    @TestFactory
    Stream<DynamicTest> nothing_of_another_customer_is_reached_by() {
        Quote overdue = victim.sent("secret, overdue soon");
        Quote sent = victim.draft(
                Quotes.content("secret sent").validUntil(Quotes.TODAY.plusDays(300)), List.of(Quotes.LINE));
        victim.send(sent);
        Quote draft =
                victim.draft(Quotes.content("secret").validUntil(Quotes.TODAY.plusDays(300)), List.of(Quotes.LINE));
        return ATTEMPTS.entrySet().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    victim.sessions.stopAt(Quotes.NOON.plus(Duration.ofDays(60)));
                    List<Object> before = everything(draft.id(), sent.id(), overdue.id());
                    assertThat(outcome(attacker, attempt.getValue(), draft.id(), sent.id()))
                            .isEqualTo(outcome(attacker, attempt.getValue(), UUID.randomUUID(), UUID.randomUUID()))
                            .matches(NOTHING);
                    assertThat(outcome(victim, attempt.getValue(), draft.id(), sent.id()))
                            .as("its owner reaches it, so the attempt is a real one")
                            .doesNotMatch(NOTHING);
                    assertThat(everything(draft.id(), sent.id(), overdue.id())).isEqualTo(before);
                }));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {QuoteRepository.class, QuoteLineRepository.class, QuoteLifecycle.class, SentQuoteRepository.class
            })
    void every_method_is_tried(Class<?> repository) {
        assertThat(Arrays.stream(repository.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        // Takes no id, so there is nothing of another Customer's to name.
                        .filter(name -> !name.equals("create"))
                        .map(name -> repository.getSimpleName() + "." + name))
                .isNotEmpty()
                .isSubsetOf(ATTEMPTS.keySet());
    }

    @Test
    void each_customer_has_numbers_of_its_own() {
        victim.sent("First of one");
        victim.sent("Second of one");
        assertThat(attacker.sent("First of another").number()).contains(1);
        assertThat(victim.document(1).quote().content().title()).isEqualTo("First of one");
        assertThat(attacker.document(1).quote().content().title()).isEqualTo("First of another");
    }

    /**
     * What an attempt gives, in a transaction that is rolled back; without the ids, so that outcomes can be compared.
     */
    private static String outcome(Quotes who, Attempt attempt, UUID draft, UUID sent) {
        List<String> given = new ArrayList<>();
        try {
            return who.transact(session -> {
                given.add(attempt.on(session, draft, sent).toString());
                throw new Undone();
            });
        } catch (Undone e) {
            return given.get(0);
        } catch (NotFoundException e) {
            return e.toString().replace(draft.toString(), "ID").replace(sent.toString(), "ID");
        }
    }

    private List<Object> everything(UUID... ids) {
        List<Object> all = new ArrayList<>();
        for (UUID id : ids) {
            all.add(victim.get(id));
            all.add(victim.lines(id));
            all.add(victim.read(
                    session -> items(new SentQuoteRepository(session).revisions(id, PageRequest.first(200)))));
        }
        all.add(victim.document(NUMBER));
        return all;
    }

    private static List<Object> items(Page<?, ?> page) {
        return List.copyOf(page.items());
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
