package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.PlainSql;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who has unsubscribed gets nothing, whenever it was. */
@Tag("AGT-2")
class SuppressionInClaimTest {

    private final Mailroom acme = new Mailroom();
    private final Contact ada = acme.contact("ada");
    private final Contact bob = acme.contact("bob");

    @AfterEach
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @Test
    void the_claim_itself_leaves_suppressed_addresses_out_and_cancels_their_messages() {
        suppress(ada);
        // Scheduled afterwards, so that nothing but the claim can find out.
        List<UUID> toAda = acme.scheduleNow(ada, 3);
        List<UUID> toBob = acme.scheduleNow(bob, 2);
        assertThat(acme.claim("w", 2))
                .as("a batch that is cancelled as a whole hides nothing behind it")
                .extracting(ClaimedMessage::messageId)
                .containsExactly(toBob.get(0));
        assertThat(acme.claim("w", 2)).extracting(ClaimedMessage::messageId).containsExactly(toBob.get(1));
        assertThat(toAda).allSatisfy(id -> {
            Message message = acme.message(id);
            assertThat(message.state()).isEqualTo(MessageState.CANCELLED);
            assertThat(message.cancelReason()).contains(CancelReason.SUPPRESSED);
            assertThat(message.attempts()).isZero();
        });
    }

    @Test
    void an_unsubscribe_between_claim_and_send_holds_the_message_back() {
        acme.scheduleNow(ada, 1);
        ClaimedMessage claimed = acme.claim("w", 1).get(0);
        suppress(ada);
        assertThat(acme.state(claimed.messageId())).as("only its claim knows").isEqualTo(MessageState.CLAIMED);
        assertThat(acme.confirm(claimed)).isFalse();
        assertThat(acme.message(claimed.messageId()).cancelReason()).contains(CancelReason.SUPPRESSED);
    }

    @Test
    void an_address_that_was_suppressed_without_its_contact_holds_the_message_back_as_well() throws Exception {
        acme.scheduleNow(ada, 1);
        ClaimedMessage claimed = acme.claim("w", 1).get(0);
        // Another writer than the repository, which leaves the message itself alone.
        PlainSql.execute(
                acme.scope,
                "insert into agent.suppression (suppression_id, email, reason)"
                        + " values (gen_random_uuid(), 'ada@contacts.example', 'bounced')");
        assertThat(acme.confirm(claimed)).isFalse();
        assertThat(acme.state(claimed.messageId())).isEqualTo(MessageState.CANCELLED);
    }

    @Test
    void confirming_waits_for_an_unsubscribe_that_is_being_committed_and_then_refuses() throws Exception {
        acme.scheduleNow(ada, 1);
        ClaimedMessage claimed = acme.claim("w", 1).get(0);
        AtomicBoolean confirmed = new AtomicBoolean(true);
        Future<?> meanwhile = acme.as(session -> {
            new SuppressionRepository(session).unsubscribe(ada.contactId());
            return Concurrently.startAndExpectToWait(() -> confirmed.set(acme.confirm(claimed)));
        });
        meanwhile.get(30, TimeUnit.SECONDS);
        assertThat(confirmed).isFalse();
        assertThat(acme.state(claimed.messageId())).isEqualTo(MessageState.CANCELLED);
    }

    @Test
    void a_claim_skips_what_an_unsubscribe_is_just_cancelling() {
        List<UUID> toAda = acme.scheduleNow(ada, 2);
        List<UUID> toBob = acme.scheduleNow(bob, 1);
        acme.as(session -> {
            new SuppressionRepository(session).unsubscribe(ada.contactId());
            assertThat(acme.claim("w", 10))
                    .extracting(ClaimedMessage::messageId)
                    .containsExactlyElementsOf(toBob);
            return true;
        });
        assertThat(toAda).allSatisfy(id -> assertThat(acme.state(id)).isEqualTo(MessageState.CANCELLED));
    }

    @Test
    void nobody_who_has_unsubscribed_is_confirmed_afterwards_while_workers_and_clicks_race() throws Exception {
        Queue<Contact> clicks = new ConcurrentLinkedQueue<>();
        Set<UUID> contacts = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 40; i++) {
            Contact contact = acme.contact("racer" + i);
            contacts.add(contact.contactId());
            acme.scheduleNow(contact, 2);
            if (i % 2 == 0) {
                clicks.add(contact);
            }
        }
        Set<UUID> unsubscribed = ConcurrentHashMap.newKeySet();
        Queue<UUID> sentAfterwards = new ConcurrentLinkedQueue<>();
        Queue<UUID> workersTurn = new ConcurrentLinkedQueue<>(List.of(new UUID(0, 1), new UUID(0, 2)));
        Concurrently.run(4, () -> {
            if (workersTurn.poll() == null) {
                Contact contact = clicks.poll();
                while (contact != null) {
                    suppress(contact);
                    unsubscribed.add(contact.contactId());
                    contact = clicks.poll();
                }
                return true;
            }
            List<ClaimedMessage> claimed = acme.claim("w", 5);
            while (!claimed.isEmpty()) {
                for (ClaimedMessage message : claimed) {
                    boolean toldBefore = unsubscribed.contains(message.contactId());
                    if (acme.confirm(message)) {
                        if (toldBefore) {
                            sentAfterwards.add(message.messageId());
                        }
                        acme.sent(message);
                    }
                }
                claimed = acme.claim("w", 5);
            }
            return true;
        });
        assertThat(sentAfterwards).isEmpty();
        List<Message> finished = new ArrayList<>(acme.all(MessageState.SENT));
        finished.addAll(acme.all(MessageState.CANCELLED));
        // What a click was just cancelling when the workers looked for the last time is cancelled by the click.
        assertThat(finished).hasSize(80);
        assertThat(finished).allSatisfy(message -> assertThat(contacts).contains(message.contactId()));
    }

    private void suppress(Contact contact) {
        acme.sessions.perform(
                acme.scope, session -> new SuppressionRepository(session).unsubscribe(contact.contactId()));
    }
}
