package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.UnavailableException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** None is sent twice and none is lost, whoever dies when. */
@Tag("AGT-1")
class MessageClaimsTest {

    private final Mailroom acme = new Mailroom();
    private final Contact ada = acme.contact("ada");

    @AfterEach
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @Test
    void eight_workers_send_four_hundred_messages_each_exactly_once() throws Exception {
        Set<UUID> scheduled = Set.copyOf(acme.scheduleNow(ada, 400));
        ConcurrentLinkedQueue<UUID> sent = new ConcurrentLinkedQueue<>();
        List<Integer> shares = Concurrently.run(8, () -> {
            int share = 0;
            List<ClaimedMessage> claimed = acme.claim(Thread.currentThread().getName(), 7);
            while (!claimed.isEmpty()) {
                for (ClaimedMessage message : claimed) {
                    assertThat(acme.confirm(message)).isTrue();
                    sent.add(message.messageId());
                    acme.sent(message);
                    share++;
                }
                claimed = acme.claim(Thread.currentThread().getName(), 7);
            }
            return share;
        });
        assertThat(sent).hasSize(400).doesNotHaveDuplicates();
        assertThat(new HashSet<>(sent)).isEqualTo(scheduled);
        assertThat(shares.stream().filter(share -> share > 0))
                .as("several took part")
                .hasSizeGreaterThan(1);
        assertThat(acme.all(MessageState.SENT))
                .hasSize(400)
                .allSatisfy(message -> assertThat(message.attempts()).isEqualTo(1));
        assertThat(acme.claims(MessageClaims::nextDue)).isEmpty();
    }

    @Test
    void a_claim_skips_what_another_is_just_claiming_and_never_waits() {
        List<UUID> scheduled = acme.scheduleNow(ada, 5);
        List<ClaimedMessage> first = acme.as(session -> {
            List<ClaimedMessage> open = new MessageClaims(session).claim("first", 3, Mailroom.LEASE);
            // On another connection, while the first claim isn't committed.
            assertThat(acme.claim("second", 10))
                    .extracting(ClaimedMessage::messageId)
                    .containsExactlyInAnyOrderElementsOf(scheduled.subList(3, 5));
            return open;
        });
        assertThat(first)
                .extracting(ClaimedMessage::messageId)
                .containsExactlyInAnyOrderElementsOf(scheduled.subList(0, 3));
    }

    @Test
    void a_worker_that_is_killed_in_the_middle_of_claiming_has_claimed_nothing() {
        List<UUID> scheduled = acme.scheduleNow(ada, 20);
        assertThatThrownBy(() -> acme.as(session -> {
                    List<ClaimedMessage> claimed = new MessageClaims(session).claim("doomed", 20, Mailroom.LEASE);
                    assertThat(claimed).hasSize(20);
                    TestDatabase.asSuperuser(
                            TestDatabase.database(),
                            "do $$ begin assert 1 = (select count(pg_terminate_backend(pid)) from (select distinct pid"
                                    + " from pg_locks where relation = 'agent.message'::regclass"
                                    + " and mode = 'RowExclusiveLock' and pid <> pg_backend_pid()) holder); end $$");
                    return claimed;
                }))
                .isInstanceOf(UnavailableException.class);
        assertThat(acme.all(MessageState.CLAIMED)).isEmpty();
        List<ClaimedMessage> claimed = acme.claim("next", 100);
        assertThat(claimed).extracting(ClaimedMessage::messageId).containsExactlyInAnyOrderElementsOf(scheduled);
        assertThat(claimed).allSatisfy(message -> assertThat(message.attempt()).isEqualTo(1));
    }

    @Test
    void what_a_worker_claimed_before_it_vanished_is_claimed_again_once_its_lease_has_run_out() throws Exception {
        Set<UUID> scheduled = Set.copyOf(acme.scheduleNow(ada, 12));
        List<ClaimedMessage> lost = acme.claim("vanished", 12);
        acme.timeIs(Mailroom.LEASE.minusNanos(1000));
        assertThat(acme.claim("early", 12)).isEmpty();
        assertThat(acme.claims(MessageClaims::nextDue)).contains(acme.start.plus(Mailroom.LEASE));

        acme.timeIs(Mailroom.LEASE);
        ConcurrentLinkedQueue<ClaimedMessage> again = new ConcurrentLinkedQueue<>();
        Concurrently.run(4, () -> again.addAll(acme.claim("heir", 12)));
        assertThat(again)
                .hasSize(12)
                .allSatisfy(message -> assertThat(message.attempt()).isEqualTo(2));
        assertThat(again.stream().map(ClaimedMessage::messageId).collect(Collectors.toSet()))
                .isEqualTo(scheduled);

        for (ClaimedMessage late : lost) {
            assertThat(acme.confirm(late)).as("it must not send any more").isFalse();
            assertThatThrownBy(() -> acme.sent(late))
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("no longer held by this claim");
            assertThatThrownBy(() -> acme.claims(claims -> claims.failed(late, "late")))
                    .isInstanceOf(ConflictException.class);
            assertThatThrownBy(() -> acme.claims(claims -> claims.undeliverable(late, "late")))
                    .isInstanceOf(ConflictException.class);
        }
        again.forEach(acme::sent);
        assertThat(acme.all(MessageState.SENT)).hasSize(12);
        assertThat(acme.message(lost.get(0).messageId()).lastError()).contains("The lease ran out of worker vanished");
    }

    @Test
    void a_slow_worker_that_nobody_has_replaced_keeps_its_claim() {
        acme.scheduleNow(ada, 1);
        ClaimedMessage slow = acme.claim("slow", 1).get(0);
        acme.timeIs(Mailroom.LEASE.multipliedBy(3));
        assertThat(acme.confirm(slow)).isTrue();
        assertThat(acme.claim("other", 1))
                .as("confirming has renewed the lease")
                .isEmpty();
        acme.sent(slow);
        acme.sent(slow); // Recording it again, as after a commit of unknown outcome, is no error.
        Message sent = acme.message(slow.messageId());
        assertThat(sent.sentAt()).contains(acme.start.plus(Mailroom.LEASE.multipliedBy(3)));
        assertThat(sent.providerMessageId()).contains("provider-" + slow.messageId());
        assertThat(sent.toEmail()).contains("ada@contacts.example");
    }

    @Test
    void a_failed_message_is_tried_again_later_each_time_and_is_a_dead_letter_after_the_fifth() {
        UUID id = acme.scheduleNow(ada, 1).get(0);
        Duration at = Duration.ZERO;
        for (int attempt = 1; attempt < MessageClaims.MOST_ATTEMPTS; attempt++) {
            ClaimedMessage claimed = acme.claim("w", 1).get(0);
            assertThat(claimed.attempt()).isEqualTo(attempt);
            assertThat(acme.<MessageState>claims(claims -> claims.failed(claimed, "greylisted")))
                    .isEqualTo(MessageState.SCHEDULED);
            assertThat(acme.claim("w", 1)).isEmpty();
            at = at.plus(MessageClaims.retryDelay(attempt));
            assertThat(acme.message(id).dueAt()).isEqualTo(acme.start.plus(at));
            acme.timeIs(at);
        }
        assertThat(at).isEqualTo(Duration.ofMinutes(1 + 5 + 25 + 125));
        ClaimedMessage last = acme.claim("w", 1).get(0);
        assertThat(acme.<MessageState>claims(claims -> claims.failed(last, "mailbox\r\nfull\0" + "!".repeat(600))))
                .isEqualTo(MessageState.FAILED);
        Message dead = acme.message(id);
        assertThat(dead.lastError().orElseThrow()).startsWith("mailbox  full !").hasSize(500);
        acme.timeIs(Duration.ofDays(30));
        assertThat(acme.claim("w", 1)).isEmpty();
        assertThat(acme.all(MessageState.FAILED)).hasSize(1);

        Message requeued = acme.as(session -> new MessageRepository(session).requeue(id, acme.start));
        assertThat(requeued.state()).isEqualTo(MessageState.SCHEDULED);
        assertThatThrownBy(() -> acme.as(session -> new MessageRepository(session).requeue(id, acme.start)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is scheduled; only a failed one");
        ClaimedMessage again = acme.claim("w", 1).get(0);
        assertThat(again.attempt()).isEqualTo(1);
        acme.sent(again);
        assertThat(acme.state(id)).isEqualTo(MessageState.SENT);
    }

    @Test
    void a_message_that_kills_each_worker_is_a_dead_letter_after_the_fifth_lease_and_blocks_nothing_behind_it() {
        UUID poison = acme.scheduleNow(ada, 1).get(0);
        for (int attempt = 1; attempt <= MessageClaims.MOST_ATTEMPTS; attempt++) {
            assertThat(acme.claim("victim-" + attempt, 1)).hasSize(1);
            acme.timeIs(Mailroom.LEASE.multipliedBy(attempt));
        }
        UUID behind = acme.scheduleNow(ada, 1).get(0);
        assertThat(acme.claim("w", 1))
                .as("giving one up takes no place in a batch")
                .extracting(ClaimedMessage::messageId)
                .containsExactly(behind);
        assertThat(acme.state(poison)).isEqualTo(MessageState.FAILED);
        assertThat(acme.message(poison).lastError()).contains("The lease ran out of worker victim-5");
    }

    @Test
    void an_undeliverable_message_is_a_dead_letter_at_once() {
        UUID id = acme.scheduleNow(ada, 1).get(0);
        ClaimedMessage claimed = acme.claim("w", 1).get(0);
        assertThat(acme.<MessageState>claims(claims -> claims.undeliverable(claimed, "no such mailbox")))
                .isEqualTo(MessageState.FAILED);
        assertThat(acme.message(id).lastError()).contains("no such mailbox");
    }

    @Test
    void what_ran_out_comes_before_what_is_due_and_that_in_its_order_and_no_more_than_asked_for() {
        Message later = acme.schedule(ada, acme.start.plusSeconds(20));
        Message sooner = acme.schedule(ada, acme.start.plusSeconds(10));
        UUID ranOut = acme.scheduleNow(ada, 1).get(0);
        acme.claim("vanished", 1);
        acme.timeIs(Duration.ofHours(1));
        assertThat(acme.claim("w", 2))
                .extracting(ClaimedMessage::messageId)
                .containsExactlyInAnyOrder(ranOut, sooner.messageId());
        assertThat(acme.state(later.messageId())).isEqualTo(MessageState.SCHEDULED);
    }

    @Test
    void a_message_goes_to_the_address_that_its_contact_has_when_it_is_claimed() {
        acme.scheduleNow(ada, 1);
        acme.as(session -> new ContactRepository(session)
                .update(
                        ada.contactId(),
                        ada.version(),
                        new com.operanttechnologies.persistence.gateway.EmailAddress("ada@new.example"),
                        "Ada",
                        ada.company()));
        assertThat(acme.claim("w", 1)).extracting(ClaimedMessage::toEmail).containsExactly("ada@new.example");
    }

    @Test
    void the_message_of_a_contact_that_was_deleted_meanwhile_is_not_sent() {
        acme.scheduleNow(ada, 1);
        ClaimedMessage claimed = acme.claim("w", 1).get(0);
        acme.sessions.perform(acme.scope, session -> new ContactRepository(session).delete(ada.contactId()));
        assertThat(acme.confirm(claimed)).isFalse();
        assertThatThrownBy(() -> acme.sent(claimed)).isInstanceOf(ConflictException.class);
    }

    @Test
    void a_message_that_the_layer_would_not_have_written_stops_nobody_s_claim() throws Exception {
        PlainSql.execute(
                acme.scope,
                "insert into agent.message (message_id, contact_id, due_at, subject, body)"
                        + " select gen_random_uuid(), contact_id, '2000-01-01', '  ', '' from agent.contact");
        acme.scheduleNow(ada, 1);
        assertThat(acme.claim("w", 10)).extracting(ClaimedMessage::subject).contains("  ", "Following up");
    }

    @Test
    void a_claim_without_bounds_is_refused() {
        assertThatThrownBy(() -> acme.claim("", 1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> acme.claim("w", 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> acme.claim("w", 101)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> acme.claims(claims -> claims.claim("w", 1, Duration.ZERO)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> acme.claims(claims -> claims.claim("w", 1, Duration.ofHours(2))))
                .isInstanceOf(InvalidInputException.class);
    }
}
