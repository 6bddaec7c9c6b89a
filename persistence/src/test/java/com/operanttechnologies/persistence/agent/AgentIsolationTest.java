package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** One Customer tries every method of Agent's repositories on what another Customer has. */
@Tag("AGT-1")
@Tag("AGT-2")
class AgentIsolationTest {

    private static final String NOTHING =
            "\\[]|Optional.empty|false|NotFoundException \\(SQLState 02000\\): The Customer has no .*"
                    + "|ConflictException \\(SQLState 40001\\): Message ID is no longer held by this claim.*";
    private static final EmailAddress ADA = new EmailAddress("ada@contacts.example");
    private static final SequenceStep STEP = new SequenceStep(Duration.ZERO, "Hello", "Secret");

    private final Mailroom victim = new Mailroom();
    private final Mailroom attacker = new Mailroom();
    private final Things things = things();

    /** What the victim has. */
    private record Things(
            UUID contact, UUID sequence, UUID enrolment, UUID scheduled, UUID failed, ClaimedMessage claimed) {

        static Things absent() {
            UUID message = UUID.randomUUID();
            return new Things(
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    UUID.randomUUID(),
                    message,
                    UUID.randomUUID(),
                    new ClaimedMessage(message, UUID.randomUUID(), UUID.randomUUID(), "a@b", "s", "b", 1));
        }

        String withoutIds(String said) {
            for (UUID id : List.of(contact, sequence, enrolment, scheduled, failed, claimed.messageId())) {
                said = said.replace(id.toString(), "ID");
            }
            return said;
        }
    }

    /** What a method gives to a Customer about another's row: nothing, said the same way as for a row that isn't. */
    private interface Attempt {
        Object on(TenantSession session, Things things);
    }

    private static final Map<String, Attempt> ATTEMPTS = new TreeMap<>(Map.ofEntries(
            Map.entry("ContactRepository.get", (s, t) -> new ContactRepository(s).get(t.contact)),
            Map.entry("ContactRepository.findByEmail", (s, t) -> new ContactRepository(s).findByEmail(ADA)),
            Map.entry("ContactRepository.list", (s, t) -> items(new ContactRepository(s).list(first()))),
            Map.entry("ContactRepository.listByEmail", (s, t) -> items(new ContactRepository(s).listByEmail(first()))),
            Map.entry("ContactRepository.search", (s, t) -> items(new ContactRepository(s).search("a", first()))),
            Map.entry(
                    "ContactRepository.update",
                    (s, t) -> new ContactRepository(s).update(t.contact, 1, ADA, "Mine", Optional.empty())),
            Map.entry("ContactRepository.delete", (s, t) -> {
                new ContactRepository(s).delete(t.contact);
                return "deleted";
            }),
            Map.entry(
                    "SuppressionRepository.unsubscribe", (s, t) -> new SuppressionRepository(s).unsubscribe(t.contact)),
            Map.entry(
                    "SuppressionRepository.issueUnsubscribe",
                    (s, t) -> new SuppressionRepository(s).issueUnsubscribe(t.contact, Duration.ofDays(1))),
            Map.entry(
                    "SuppressionRepository.isSuppressed",
                    (s, t) -> new SuppressionRepository(s).isSuppressed(new EmailAddress("bounced@x.example"))),
            Map.entry("SuppressionRepository.list", (s, t) -> items(new SuppressionRepository(s).list(first()))),
            Map.entry(
                    "SuppressionRepository.history",
                    (s, t) -> new SuppressionRepository(s).history(new EmailAddress("bounced@x.example"))),
            Map.entry(
                    "SuppressionRepository.lift",
                    (s, t) -> new SuppressionRepository(s)
                            .lift(new EmailAddress("bounced@x.example"), SuppressionReason.BOUNCED, "mine")),
            Map.entry("SequenceRepository.get", (s, t) -> new SequenceRepository(s).get(t.sequence)),
            Map.entry("SequenceRepository.steps", (s, t) -> new SequenceRepository(s).steps(t.sequence)),
            Map.entry("SequenceRepository.list", (s, t) -> items(new SequenceRepository(s).list(first()))),
            Map.entry("SequenceRepository.rename", (s, t) -> new SequenceRepository(s).rename(t.sequence, 1, "Mine")),
            Map.entry(
                    "SequenceRepository.activate", (s, t) -> new SequenceRepository(s).activate(t.sequence, 1, false)),
            Map.entry(
                    "SequenceRepository.replaceSteps",
                    (s, t) -> new SequenceRepository(s).replaceSteps(t.sequence, 1, List.of(STEP))),
            Map.entry("SequenceRepository.delete", (s, t) -> {
                new SequenceRepository(s).delete(t.sequence);
                return "deleted";
            }),
            Map.entry("EnrolmentRepository.get", (s, t) -> new EnrolmentRepository(s).get(t.enrolment)),
            Map.entry("EnrolmentRepository.list", (s, t) -> items(new EnrolmentRepository(s).list(t.contact, first()))),
            Map.entry("EnrolmentRepository.messages", (s, t) -> new EnrolmentRepository(s).messages(t.enrolment)),
            Map.entry("EnrolmentRepository.cancel", (s, t) -> new EnrolmentRepository(s).cancel(t.enrolment)),
            Map.entry("EnrolmentRepository.enrol", (s, t) -> {
                UUID own =
                        new SequenceRepository(s).create("Own", List.of(STEP)).sequenceId();
                return new EnrolmentRepository(s).enrol(own, t.contact, Instant.now(), MessageRenderer.verbatim());
            }),
            Map.entry(
                    "MessageRepository.schedule",
                    (s, t) -> new MessageRepository(s).schedule(t.contact, Mailroom.CONTENT, Instant.now())),
            Map.entry("MessageRepository.get", (s, t) -> new MessageRepository(s).get(t.scheduled)),
            Map.entry("MessageRepository.content", (s, t) -> new MessageRepository(s).content(t.scheduled)),
            Map.entry(
                    "MessageRepository.list",
                    (s, t) -> items(new MessageRepository(s).list(MessageState.SCHEDULED, first()))),
            Map.entry("MessageRepository.listOf", (s, t) -> items(new MessageRepository(s).listOf(t.contact, first()))),
            Map.entry(
                    "MessageRepository.edit",
                    (s, t) -> new MessageRepository(s).edit(t.scheduled, 1, Mailroom.CONTENT, Instant.now())),
            Map.entry("MessageRepository.cancel", (s, t) -> new MessageRepository(s).cancel(t.scheduled)),
            Map.entry("MessageRepository.requeue", (s, t) -> new MessageRepository(s).requeue(t.failed, Instant.now())),
            Map.entry("MessageClaims.claim", (s, t) -> new MessageClaims(s).claim("mine", 100, Mailroom.LEASE)),
            Map.entry("MessageClaims.confirm", (s, t) -> new MessageClaims(s).confirm(t.claimed, Mailroom.LEASE)),
            Map.entry("MessageClaims.sent", (s, t) -> {
                new MessageClaims(s).sent(t.claimed, "mine");
                return "sent";
            }),
            Map.entry("MessageClaims.failed", (s, t) -> new MessageClaims(s).failed(t.claimed, "mine")),
            Map.entry("MessageClaims.undeliverable", (s, t) -> new MessageClaims(s).undeliverable(t.claimed, "mine")),
            Map.entry("MessageClaims.nextDue", (s, t) -> new MessageClaims(s).nextDue())));

    @AfterEach
    void tell_the_real_time() {
        victim.sessions.resume();
    }

    @TestFactory
    Stream<DynamicTest> nothing_of_another_customer_is_reached_by() {
        return ATTEMPTS.entrySet().stream()
                .map(attempt -> DynamicTest.dynamicTest(attempt.getKey(), () -> {
                    List<Object> before = victim.as(this::everything);
                    assertThat(outcome(attacker.scope, attempt.getValue(), things))
                            .isEqualTo(outcome(attacker.scope, attempt.getValue(), Things.absent()))
                            .matches(NOTHING);
                    assertThat(outcome(victim.scope, attempt.getValue(), things))
                            .as("its owner reaches it, so the attempt is a real one")
                            .doesNotMatch(NOTHING);
                    assertThat(victim.as(this::everything)).isEqualTo(before);
                }));
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                ContactRepository.class,
                SuppressionRepository.class,
                SequenceRepository.class,
                EnrolmentRepository.class,
                MessageRepository.class,
                MessageClaims.class
            })
    void every_method_is_tried(Class<?> repository) {
        // They name nothing that another Customer has; what they leave is tried below.
        Set<String> withoutAName = Set.of("create", "suppress", "settle");
        assertThat(Arrays.stream(repository.getDeclaredMethods())
                        .filter(method -> Modifier.isPublic(method.getModifiers()))
                        .map(Method::getName)
                        .filter(name -> !withoutAName.contains(name))
                        .map(name -> repository.getSimpleName() + "." + name))
                .isNotEmpty()
                .isSubsetOf(ATTEMPTS.keySet());
    }

    @Test
    void what_one_customer_creates_suppresses_or_settles_touches_no_other() {
        victim.timeIs(Duration.ofDays(1));
        assertThat(victim.isDue()).isTrue();
        List<Object> before = victim.as(this::everything);
        attacker.contact("ada");
        attacker.as(session -> {
            new MessageClaims(session).settle();
            return new SuppressionRepository(session).suppress(ADA, SuppressionReason.MANUAL);
        });
        assertThat(victim.as(this::everything)).isEqualTo(before);
        boolean suppressed = victim.as(session -> new SuppressionRepository(session).isSuppressed(ADA));
        assertThat(suppressed).isFalse();
        assertThat(victim.isDue()).isTrue();
    }

    /** What an attempt gives, in a transaction that is rolled back, without the ids. */
    private String outcome(TenantScope scope, Attempt attempt, Things about) {
        List<String> given = new ArrayList<>();
        try {
            return victim.sessions.transact(scope, session -> {
                given.add(attempt.on(session, about).toString());
                throw new Undone();
            });
        } catch (Undone e) {
            return given.get(0);
        } catch (NotFoundException | ConflictException e) {
            return about.withoutIds(e.toString());
        }
    }

    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private Things things() {
        Contact contact = victim.contact("ada");
        victim.scheduleNow(contact, 2);
        List<ClaimedMessage> claimed = victim.claim("w", 2);
        victim.claims(claims -> claims.undeliverable(claimed.get(1), "no such mailbox"));
        UUID sequence = victim.as(session ->
                new SequenceRepository(session).create("Welcome", List.of(STEP)).sequenceId());
        UUID enrolment = victim.as(session -> new EnrolmentRepository(session)
                .enrol(sequence, contact.contactId(), victim.start, MessageRenderer.verbatim())
                .enrolmentId());
        victim.as(session -> new SuppressionRepository(session)
                .suppress(new EmailAddress("bounced@x.example"), SuppressionReason.BOUNCED));
        UUID scheduled = victim.as(session ->
                new EnrolmentRepository(session).messages(enrolment).get(0).messageId());
        return new Things(
                contact.contactId(),
                sequence,
                enrolment,
                scheduled,
                claimed.get(1).messageId(),
                claimed.get(0));
    }

    private List<Object> everything(TenantSession session) {
        List<Object> all = new ArrayList<>();
        all.add(items(new ContactRepository(session).list(first())));
        all.add(items(new SequenceRepository(session).list(first())));
        all.add(new SequenceRepository(session).steps(things.sequence));
        all.add(new EnrolmentRepository(session).get(things.enrolment));
        all.add(items(new SuppressionRepository(session).list(first())));
        all.add(items(new MessageRepository(session).listOf(things.contact, first())));
        all.add(new MessageRepository(session).content(things.scheduled));
        return all;
    }

    private static <C> PageRequest<C> first() {
        return PageRequest.first(200);
    }

    private static List<Object> items(Page<?, ?> page) {
        return List.copyOf(page.items());
    }
}
