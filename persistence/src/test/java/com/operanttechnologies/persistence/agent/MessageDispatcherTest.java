package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.SecretKind;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("AGT-1")
@Tag("thorough")
class MessageDispatcherTest {

    private final Mailroom acme = new Mailroom();
    private final Mailroom other = new Mailroom(acme.start);
    private final Contact ada = acme.contact("ada");
    private final Contact eve = other.contact("eve");
    private final Queue<OutgoingMessage> provider = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void forget_other_work() {
        Mailroom.forgetOtherWork();
    }

    @AfterEach
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @Test
    void each_customer_s_messages_go_out_with_its_own_content_and_one_that_fails_keeps_no_other_waiting() {
        List<UUID> failing = acme.scheduleNow(ada, 3);
        Message fine = other.as(session -> new MessageRepository(session)
                .schedule(eve.contactId(), new MessageContent("Other", "Of the other"), acme.start));
        MessageDispatcher dispatcher = dispatcher(message -> {
            if (message.customerId().equals(acme.scope.customerId())) {
                throw new IllegalStateException("550 greylisted");
            }
            provider.add(message);
            return "queued";
        });
        DispatchReport report = dispatcher.dispatch();
        assertThat(report).isEqualTo(new DispatchReport(2, 1, 3, 0, 0, 0, 0));
        assertThat(provider).singleElement().satisfies(sent -> {
            assertThat(sent.customerId()).isEqualTo(other.scope.customerId());
            assertThat(sent.messageId()).isEqualTo(fine.messageId());
            assertThat(sent.toEmail()).isEqualTo("eve@contacts.example");
            assertThat(sent.subject()).isEqualTo("Other");
            assertThat(sent.body()).isEqualTo("Of the other");
            assertThat(sent.toString()).doesNotContain("eve").doesNotContain("Of the other");
        });
        assertThat(failing).allSatisfy(id -> {
            assertThat(acme.state(id)).isEqualTo(MessageState.SCHEDULED);
            assertThat(acme.message(id).lastError()).contains("550 greylisted");
        });
        assertThat(other.isDue()).isFalse();
        assertThat(acme.isDue()).isFalse();
        assertThat(dispatcher.dispatch().customers()).isZero();

        acme.timeIs(MessageClaims.retryDelay(1));
        assertThat(acme.isDue()).as("the retry is announced").isTrue();
        assertThat(dispatcher(this::accept).dispatch().sent()).isEqualTo(3);
    }

    @Test
    void a_round_takes_a_batch_of_each_customer_and_the_rest_comes_in_the_next() {
        acme.scheduleNow(ada, 5);
        other.scheduleNow(eve, 1);
        MessageDispatcher dispatcher = new MessageDispatcher(
                acme.sessions.worker(),
                "w",
                this::accept,
                new DispatchSettings(10, 2, Mailroom.LEASE, Duration.ofDays(1)));
        assertThat(List.of(
                        dispatcher.dispatch().sent(),
                        dispatcher.dispatch().sent(),
                        dispatcher.dispatch().sent(),
                        dispatcher.dispatch().sent()))
                .containsExactly(3, 2, 1, 0);
        assertThat(provider.stream().map(OutgoingMessage::messageId))
                .doesNotHaveDuplicates()
                .hasSize(6);
    }

    @Test
    void no_connection_is_held_while_a_message_is_sent() {
        acme.scheduleNow(ada, 2);
        Login worker = TestDatabase.database().login(DatabaseRole.WORKER);
        try (TenantDatabase single = TenantDatabase.open(TestDatabase.config()
                .login(worker.username(), worker.password())
                .wrappingKey(acme.sessions.wrappingKey())
                .poolSize(1)
                .connectionTimeout(Duration.ofSeconds(1))
                .clock(acme.sessions.worker().clock())
                .build())) {
            MessageDispatcher dispatcher = new MessageDispatcher(single, "w", message -> {
                // Would wait for itself if the dispatcher held the only connection.
                return single.read(
                        acme.scope,
                        session -> new MessageRepository(session)
                                .get(message.messageId())
                                .state()
                                .name());
            });
            assertThat(dispatcher.dispatch().sent()).isEqualTo(2);
        }
        assertThat(acme.all(MessageState.SENT))
                .allSatisfy(message -> assertThat(message.providerMessageId()).contains("CLAIMED"));
    }

    @Test
    @Tag("AGT-2")
    void each_message_carries_an_unsubscribe_secret_of_its_contact_and_following_one_holds_back_the_rest() {
        acme.scheduleNow(ada, 3);
        MessageDispatcher dispatcher = dispatcher(message -> {
            var subject = acme.sessions
                    .gateway()
                    .resolve(
                            SecretKind.CONTACT_UNSUBSCRIBE,
                            message.unsubscribe().value())
                    .orElseThrow();
            assertThat(subject.subjectId()).isEqualTo(ada.contactId());
            acme.sessions.perform(
                    acme.scope, session -> new SuppressionRepository(session).unsubscribe(subject.subjectId()));
            return accept(message);
        });
        assertThat(dispatcher.dispatch()).isEqualTo(new DispatchReport(1, 1, 0, 0, 2, 0, 0));
        assertThat(acme.all(MessageState.CANCELLED)).hasSize(2);
    }

    @Test
    void what_can_not_be_delivered_is_a_dead_letter_and_strange_answers_of_a_provider_are_made_to_fit() {
        List<UUID> ids = acme.scheduleNow(ada, 2);
        MessageDispatcher dispatcher = dispatcher(message -> {
            if (message.messageId().equals(ids.get(0))) {
                throw new UndeliverableException("no such mailbox");
            }
            return "id\r\n" + "\uD83D\uDE00".repeat(600);
        });
        assertThat(dispatcher.dispatch()).isEqualTo(new DispatchReport(1, 1, 0, 1, 0, 0, 0));
        assertThat(acme.state(ids.get(0))).isEqualTo(MessageState.FAILED);
        assertThat(acme.message(ids.get(1)).providerMessageId().orElseThrow())
                .startsWith("id  ")
                .matches(id -> id.codePointCount(0, id.length()) == 500, "500 characters");
    }

    @Test
    void a_worker_that_dies_while_sending_leaves_its_messages_to_the_next_under_the_same_key() {
        UUID id = acme.scheduleNow(ada, 1).get(0);
        MessageDispatcher dying = dispatcher(message -> {
            accept(message);
            throw new OutOfMemoryError("made up");
        });
        assertThatThrownBy(dying::dispatch).isInstanceOf(OutOfMemoryError.class);
        MessageDispatcher next = dispatcher(this::accept);
        assertThat(next.dispatch().messages()).isZero();
        assertThat(acme.isDue())
                .as("looked at, and put off until the lease runs out")
                .isFalse();
        acme.timeIs(Mailroom.LEASE);
        assertThat(next.dispatch().sent()).isEqualTo(1);
        assertThat(provider.stream().map(OutgoingMessage::messageId)).containsExactly(id, id);
        assertThat(provider.stream().map(OutgoingMessage::attempt)).containsExactly(1, 2);
    }

    @Test
    void a_worker_that_was_replaced_while_it_sent_can_not_record_and_says_so() {
        acme.scheduleNow(ada, 1);
        MessageDispatcher slow = dispatcher(message -> {
            acme.timeIs(Mailroom.LEASE.multipliedBy(2));
            assertThat(dispatcher(this::accept).dispatch().sent()).isEqualTo(1);
            return accept(message);
        });
        assertThat(slow.dispatch()).isEqualTo(new DispatchReport(1, 0, 0, 0, 0, 1, 0));
        assertThat(acme.all(MessageState.SENT))
                .singleElement()
                .satisfies(sent -> assertThat(sent.attempts()).isEqualTo(2));
    }

    @Test
    void an_interrupted_dispatcher_ends_early_and_keeps_the_interruption() {
        acme.scheduleNow(ada, 2);
        other.scheduleNow(eve, 1);
        MessageDispatcher dispatcher = dispatcher(message -> {
            throw new InterruptedException();
        });
        DispatchReport report = dispatcher.dispatch();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.messages()).isZero();
        assertThat(report.customers()).isEqualTo(1);
        acme.timeIs(Mailroom.LEASE);
        assertThat(dispatcher(this::accept).dispatch().sent())
                .as("nothing is lost")
                .isEqualTo(3);
    }

    @Test
    void only_a_worker_s_login_can_dispatch() {
        MessageDispatcher dispatcher = new MessageDispatcher(acme.sessions.database(), "w", this::accept);
        assertThatThrownBy(dispatcher::dispatch).isInstanceOf(RefusedException.class);
    }

    @Test
    void several_dispatchers_and_schedulers_at_once_lose_and_double_nothing() throws Exception {
        Set<UUID> scheduled = ConcurrentHashMap.newKeySet();
        Queue<Mailroom> schedulers = new ConcurrentLinkedQueue<>(List.of(acme, other, acme, other));
        Concurrently.run(7, () -> {
            Mailroom mine = schedulers.poll();
            if (mine != null) {
                for (int i = 0; i < 25; i++) {
                    scheduled.addAll(mine.scheduleNow(mine.equals(acme) ? ada : eve, 1));
                }
                return true;
            }
            for (int round = 0; round < 12; round++) {
                dispatcher(this::accept).dispatch();
            }
            return true;
        });
        while (dispatcher(this::accept).dispatch().customers() > 0) {
            assertThat(provider).hasSizeLessThanOrEqualTo(100);
        }
        assertThat(provider.stream().map(OutgoingMessage::messageId).collect(Collectors.toSet()))
                .hasSize(100)
                .isEqualTo(scheduled);
        assertThat(provider).as("none twice").hasSize(100);
        assertThat(acme.claims(MessageClaims::nextDue)).isEmpty();
    }

    @Test
    void work_that_is_announced_while_a_worker_finds_none_is_not_forgotten() throws Exception {
        Future<?> announcer = acme.as(session -> {
            // Nobody has announced anything, so there is no note that could be locked.
            new MessageClaims(session).settle();
            return Concurrently.startAndExpectToWait(() -> acme.scheduleNow(ada, 1));
        });
        announcer.get(30, TimeUnit.SECONDS);
        assertThat(acme.isDue()).isTrue();
        assertThat(dispatcher(this::accept).dispatch().sent()).isEqualTo(1);
        assertThat(acme.isDue()).isFalse();
    }

    @Test
    void a_worker_that_settles_waits_for_work_that_is_being_announced_and_sees_it() throws Exception {
        acme.scheduleNow(ada, 1);
        acme.claim("w", 1).forEach(acme::sent);
        Future<?> worker = acme.as(session -> {
            new MessageRepository(session).schedule(ada.contactId(), Mailroom.CONTENT, acme.start);
            return Concurrently.startAndExpectToWait(() -> acme.claims(claims -> {
                claims.settle();
                return true;
            }));
        });
        worker.get(30, TimeUnit.SECONDS);
        assertThat(acme.isDue()).isTrue();
    }

    private String accept(OutgoingMessage message) {
        provider.add(message);
        return "accepted";
    }

    private MessageDispatcher dispatcher(MessageSender sender) {
        return new MessageDispatcher(acme.sessions.worker(), "w", sender);
    }
}
