package com.operanttechnologies.persistence.panel.billing;

import static com.operanttechnologies.persistence.panel.billing.BillingExamples.CAUSE;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.NOVEMBER;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.terms;
import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.page.PageRequest;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** One Customer tries every method of billing on what another Customer has. */
@Tag("PAN-7")
class BillingIsolationTest {

    private static final String NOTHING =
            "\\[]|Optional.empty|NotFoundException .*|.*SQLState 23503.*|ConflictException"
                    + " .*expected version 1, it is now 0.*";
    private static final ProcessorReference CUSTOMER = new ProcessorReference("stripe", "cus_A1");
    private static final ProcessorReference SUBSCRIPTION = new ProcessorReference("stripe", "sub_A1");
    private static final ProcessorReference PAYMENT = new ProcessorReference("stripe", "pi_A1");
    private static final ProcessorReference NEW = new ProcessorReference("stripe", "new_A1");

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope victim = BillingExamples.customer(sessions);
    private final TenantScope attacker = sessions.newCustomer("Attacker");
    private final Ids ids = sessions.transact(victim, session -> {
        UUID id = new SubscriptionRepository(session)
                .start(terms(1), NOVEMBER, false, CAUSE)
                .id();
        UUID invoice = new InvoiceRepository(session)
                .issue(new InvoiceDraft(
                        terms(1).seatPrice().currency(),
                        List.of(BillingExamples.line("1", "10", "0")),
                        session.clock().instant().plusSeconds(60),
                        ""))
                .id();
        ProcessorReferenceRepository references = new ProcessorReferenceRepository(session);
        references.recordCustomer(CUSTOMER);
        references.recordSubscription(id, SUBSCRIPTION);
        references.recordPayment(invoice, PAYMENT);
        return new Ids(id, invoice);
    });

    private interface Attempt {
        Object on(TenantSession session, Ids ids);
    }

    private record Ids(UUID subscription, UUID invoice) {
        static Ids random() {
            return new Ids(UUID.randomUUID(), UUID.randomUUID());
        }
    }

    private static final Map<String, Attempt> ATTEMPTS = new TreeMap<>(Map.ofEntries(
            Map.entry("SubscriptionRepository.get", (s, x) -> new SubscriptionRepository(s).get(x.subscription())),
            Map.entry("SubscriptionRepository.current", (s, x) -> new SubscriptionRepository(s).current()),
            Map.entry(
                    "SubscriptionRepository.list",
                    (s, x) -> new SubscriptionRepository(s)
                            .list(PageRequest.first(9))
                            .items()),
            Map.entry(
                    "SubscriptionRepository.change",
                    (s, x) -> new SubscriptionRepository(s).change(x.subscription(), 1, terms(9), CAUSE)),
            Map.entry(
                    "SubscriptionRepository.renew",
                    (s, x) -> new SubscriptionRepository(s)
                            .renew(
                                    x.subscription(),
                                    1,
                                    new BillingPeriod(
                                            NOVEMBER.end(), NOVEMBER.end().plusSeconds(9)))),
            Map.entry(
                    "SubscriptionRepository.moveTo",
                    (s, x) -> new SubscriptionRepository(s)
                            .moveTo(x.subscription(), 1, SubscriptionState.CANCELLED, CAUSE)),
            Map.entry("InvoiceRepository.get", (s, x) -> new InvoiceRepository(s).get(1)),
            Map.entry("InvoiceRepository.lines", (s, x) -> new InvoiceRepository(s).lines(1)),
            Map.entry(
                    "InvoiceRepository.list",
                    (s, x) ->
                            new InvoiceRepository(s).list(PageRequest.first(9)).items()),
            Map.entry(
                    "InvoiceRepository.listByState",
                    (s, x) -> new InvoiceRepository(s)
                            .listByState(InvoiceState.OPEN, PageRequest.first(9))
                            .items()),
            Map.entry(
                    "InvoiceRepository.settle",
                    (s, x) -> new InvoiceRepository(s).settle(1, 1, InvoiceState.VOID, CAUSE)),
            Map.entry("BillingProfileRepository.find", (s, x) -> new BillingProfileRepository(s).find()),
            Map.entry(
                    "BillingProfileRepository.save",
                    (s, x) -> new BillingProfileRepository(s).save(1, BillingExamples.ACME, CAUSE)),
            Map.entry(
                    "ProcessorReferenceRepository.customer", (s, x) -> new ProcessorReferenceRepository(s).customer()),
            Map.entry(
                    "ProcessorReferenceRepository.payments",
                    (s, x) -> new ProcessorReferenceRepository(s).payments(x.invoice())),
            Map.entry(
                    "ProcessorReferenceRepository.findSubscription",
                    (s, x) -> new ProcessorReferenceRepository(s).findSubscription(SUBSCRIPTION)),
            Map.entry(
                    "ProcessorReferenceRepository.findPayment",
                    (s, x) -> new ProcessorReferenceRepository(s).findPayment(PAYMENT)),
            Map.entry(
                    "ProcessorReferenceRepository.recordSubscription",
                    (s, x) -> new ProcessorReferenceRepository(s).recordSubscription(x.subscription(), NEW)),
            Map.entry(
                    "ProcessorReferenceRepository.recordPayment",
                    (s, x) -> new ProcessorReferenceRepository(s).recordPayment(x.invoice(), NEW))));

    @TestFactory
    Stream<DynamicTest> nothing_of_another_customer_is_reached_by() {
        return ATTEMPTS.entrySet().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    assertThat(outcome(attacker, attempt.getValue(), ids))
                            .isEqualTo(outcome(attacker, attempt.getValue(), Ids.random()))
                            .matches(NOTHING);
                    assertThat(outcome(victim, attempt.getValue(), ids))
                            .as("its owner reaches it, so the attempt is a real one")
                            .doesNotMatch(NOTHING);
                }));
    }

    @Test
    void every_method_is_tried() {
        assertThat(Stream.of(
                                SubscriptionRepository.class,
                                InvoiceRepository.class,
                                BillingProfileRepository.class,
                                ProcessorReferenceRepository.class)
                        .flatMap(repository -> Stream.of(repository.getDeclaredMethods()))
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
                        // Take no id, so there is nothing of another Customer's to name; see the test below.
                        .filter(name -> !name.matches(".*\\.(start|issue|recordCustomer)")))
                .isNotEmpty()
                .isSubsetOf(ATTEMPTS.keySet());
    }

    @Test
    void what_one_customer_creates_takes_no_number_and_no_reference_from_another() {
        TenantScope other = BillingExamples.customer(sessions);
        sessions.perform(other, session -> {
            ProcessorReferenceRepository references = new ProcessorReferenceRepository(session);
            assertThat(references.recordCustomer(CUSTOMER)).isTrue();
            assertThat(references.recordCustomer(CUSTOMER)).isFalse();
            UUID own = new SubscriptionRepository(session)
                    .start(terms(1), NOVEMBER, false, CAUSE)
                    .id();
            assertThat(references.recordSubscription(own, SUBSCRIPTION)).isTrue();
            assertThat(references.recordSubscription(own, SUBSCRIPTION)).isFalse();
            Invoice invoice = new InvoiceRepository(session)
                    .issue(new InvoiceDraft(
                            terms(1).seatPrice().currency(),
                            List.of(BillingExamples.line("1", "10", "0")),
                            session.clock().instant().plusSeconds(60),
                            ""));
            assertThat(invoice.number()).isEqualTo(1);
            assertThat(references.recordPayment(invoice.id(), PAYMENT)).isTrue();
            assertThat(references.recordPayment(invoice.id(), PAYMENT)).isFalse();
            assertThat(references.findPayment(PAYMENT)).contains(invoice.id());
            assertThat(references.findSubscription(SUBSCRIPTION)).contains(own);
            assertThat(references.customer()).containsExactly(CUSTOMER);
            assertThat(references.payments(invoice.id())).containsExactly(PAYMENT);
        });
    }

    /** What an attempt gives, in a transaction that is rolled back; without the ids, so that words can be compared. */
    private String outcome(TenantScope scope, Attempt attempt, Ids named) {
        List<String> given = new ArrayList<>();
        try {
            return sessions.transact(scope, session -> {
                given.add(attempt.on(session, named).toString());
                throw new Undone();
            });
        } catch (Undone e) {
            return given.get(0);
        } catch (TenancyException e) {
            return e.toString()
                    .replace(named.subscription().toString(), "ID")
                    .replace(named.invoice().toString(), "ID");
        }
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
