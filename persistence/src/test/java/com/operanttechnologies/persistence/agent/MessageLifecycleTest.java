package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.PlainSql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the database refuses the runtime role over plain SQL, without the layer. */
@Tag("AGT-1")
class MessageLifecycleTest {

    private static final String CLAIM = "claim_id = gen_random_uuid(), claimed_by = 'psql', lease_until = 'infinity',"
            + " to_email = 'a@b', attempts = attempts + 1";
    private static final String RELEASE = "claim_id = null, claimed_by = null, lease_until = null";

    private final Mailroom acme = new Mailroom();
    private final Contact ada = acme.contact("ada");

    @AfterEach
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @ParameterizedTest
    @CsvSource({
        "SENT, scheduled",
        "SENT, claimed",
        "SENT, failed",
        "SENT, cancelled",
        "CANCELLED, scheduled",
        "CANCELLED, claimed",
        "CANCELLED, sent",
        "CANCELLED, failed",
        "FAILED, claimed",
        "FAILED, sent",
        "FAILED, cancelled",
        "SCHEDULED, sent",
        "SCHEDULED, failed"
    })
    void a_message_moves_only_along_its_lifecycle(MessageState from, String to) throws Exception {
        UUID id = messageIn(from);
        // With whatever else the new state asks for, so that nothing but the move can be what is refused.
        String rest = switch (to) {
            case "claimed" -> ", " + CLAIM + ", sent_at = null, provider_message_id = null, cancel_reason = null";
            case "sent" ->
                ", claim_id = gen_random_uuid(), to_email = 'a@b', attempts = 1, sent_at = now(),"
                        + " claimed_by = null, lease_until = null, cancel_reason = null";
            case "cancelled" -> ", cancel_reason = 'requested', sent_at = null, provider_message_id = null, " + RELEASE;
            default ->
                ", last_error = 'x', attempts = greatest(attempts, 1), sent_at = null,"
                        + " provider_message_id = null, cancel_reason = null, " + RELEASE;
        };
        assertThat(update(id, "state = '" + to + "'" + rest))
                .isIn("23514 message_moves_along_its_lifecycle", "23514 message_address_comes_with_a_claim");
        assertThat(acme.state(id)).isEqualTo(from);
    }

    @Test
    void what_was_sent_or_cancelled_changes_no_more_at_all() throws Exception {
        for (MessageState state : List.of(MessageState.SENT, MessageState.CANCELLED)) {
            UUID id = messageIn(state);
            assertThat(update(id, "last_error = 'x'")).isEqualTo("23514 message_sent_or_cancelled_is_final");
            assertThat(update(id, "due_at = now()")).isEqualTo("23514 message_sent_or_cancelled_is_final");
        }
    }

    @Test
    void a_claim_counts_as_an_attempt_and_no_attempt_is_forgotten() throws Exception {
        UUID scheduled = messageIn(MessageState.SCHEDULED);
        assertThat(update(scheduled, "state = 'claimed', " + CLAIM.replace("attempts + 1", "1 + 1")))
                .isEqualTo("23514 message_each_claim_is_an_attempt");
        UUID claimed = messageIn(MessageState.CLAIMED);
        assertThat(update(claimed, "claim_id = gen_random_uuid()")).isEqualTo("23514 message_each_claim_is_an_attempt");
        assertThat(update(claimed, "state = 'scheduled', attempts = 0, " + RELEASE))
                .isEqualTo("23514 message_attempts_are_not_forgotten");
        assertThat(update(claimed, "state = 'scheduled', attempts = 5, " + RELEASE))
                .isEqualTo("23514 message_open_has_attempts_left");
        assertThat(update(claimed, "claim_id = gen_random_uuid(), attempts = 6"))
                .startsWith("23514 message_");
    }

    @Test
    void what_a_message_says_is_fixed_once_it_was_handed_out() throws Exception {
        UUID claimed = messageIn(MessageState.CLAIMED);
        assertThat(update(claimed, "body = 'other'")).isEqualTo("23514 message_content_is_fixed_once_handed_out");
        UUID failed = messageIn(MessageState.FAILED);
        assertThat(update(failed, "state = 'scheduled', attempts = 0, subject = 'other'"))
                .isEqualTo("23514 message_content_is_fixed_once_handed_out");
        for (UUID handedOut : List.of(claimed, failed)) {
            for (String address : List.of("null", "'other@b'")) {
                assertThat(update(handedOut, "to_email = " + address))
                        .isEqualTo("23514 message_address_comes_with_a_claim");
            }
        }
        assertThat(update(messageIn(MessageState.SCHEDULED), "to_email = 'other@b'"))
                .isEqualTo("23514 message_address_comes_with_a_claim");
        assertThat(update(
                        claimed,
                        "state = 'sent', sent_at = now(), claimed_by = null, lease_until = null,"
                                + " claim_id = gen_random_uuid()"))
                .isEqualTo("23514 message_is_sent_by_its_claim");
    }

    @Test
    void each_state_has_what_belongs_to_it_and_nothing_else() throws Exception {
        UUID scheduled = messageIn(MessageState.SCHEDULED);
        assertThat(update(scheduled, "lease_until = 'infinity'")).isEqualTo("23514 message_claimed_is_held");
        assertThat(update(scheduled, "claim_id = gen_random_uuid()")).isEqualTo("23514 message_claim_is_known");
        assertThat(update(scheduled, "sent_at = now()")).isEqualTo("23514 message_sent_is_complete");
        assertThat(update(scheduled, "provider_message_id = 'x'")).isEqualTo("23514 message_sent_is_complete");
        assertThat(update(scheduled, "cancel_reason = 'requested'")).isEqualTo("23514 message_cancelled_says_why");
        assertThat(update(scheduled, "state = 'cancelled'")).isEqualTo("23514 message_cancelled_says_why");
        assertThat(update(scheduled, "state = 'claimed', " + CLAIM.replace("'infinity'", "'-infinity'")))
                .isEqualTo("23514 message_lease_follows_due");
        UUID claimed = messageIn(MessageState.CLAIMED);
        assertThat(update(claimed, "state = 'failed', " + RELEASE)).isEqualTo("23514 message_failed_says_why");
        assertThat(update(claimed, "lease_until = null")).isEqualTo("23514 message_claimed_is_held");
        assertThat(update(claimed, "state = 'sent', claimed_by = null, lease_until = null"))
                .isEqualTo("23514 message_sent_is_complete");
    }

    @Test
    void a_subject_with_a_line_break_and_a_body_that_is_too_long_are_refused() throws Exception {
        for (String subject : List.of("E'Hi\\r\\nBcc: x@y'", "E'Hi\\nBcc: x@y'", "E'Hi\\rBcc: x@y'", "''")) {
            assertThat(insert(subject, "'b'")).isEqualTo("23514 message_subject_check");
        }
        assertThat(insert("repeat('x', 999)", "'b'")).isEqualTo("23514 message_subject_check");
        assertThat(insert("'s'", "repeat('x', 262145)")).isEqualTo("23514 message_body_check");
        assertThat(insert("'s'", "repeat('x', 262144)")).isEqualTo("not refused");
        assertThat(PlainSql.refusal(
                        acme.scope,
                        "insert into agent.sequence_step (sequence_id, position, delay_minutes, subject, body)"
                                + " values (gen_random_uuid(), 1, 0, E'Hi\\nBcc: x@y', 'b')"))
                .isEqualTo("23514 sequence_step_subject_check");
    }

    @Test
    void a_message_begins_as_scheduled_and_belongs_to_its_contact_for_good() throws Exception {
        assertThat(PlainSql.refusal(
                        acme.scope,
                        "insert into agent.message (message_id, contact_id, due_at, subject, body, state)"
                                + " select gen_random_uuid(), contact_id, now(), 's', 'b', 'sent' from agent.contact"))
                .isEqualTo("42501");
        UUID scheduled = messageIn(MessageState.SCHEDULED);
        assertThat(update(scheduled, "contact_id = gen_random_uuid()")).isEqualTo("42501");
        assertThat(PlainSql.refusal(acme.scope, "delete from agent.message")).isEqualTo("42501");
        assertThat(PlainSql.refusal(
                        acme.scope,
                        "insert into agent.message (message_id, contact_id, due_at, subject, body)"
                                + " values (gen_random_uuid(), gen_random_uuid(), now(), 's', 'b')"))
                .isEqualTo("23503 message_customer_id_contact_id_fkey");
    }

    private String update(UUID id, String change) throws Exception {
        return PlainSql.refusal(acme.scope, "update agent.message set " + change + " where message_id = '" + id + "'");
    }

    private String insert(String subject, String body) throws Exception {
        return PlainSql.refusal(
                acme.scope,
                "insert into agent.message (message_id, contact_id, due_at, subject, body) select gen_random_uuid(),"
                        + " contact_id, now(), " + subject + ", " + body + " from agent.contact");
    }

    private UUID messageIn(MessageState state) {
        UUID id = acme.scheduleNow(ada, 1).get(0);
        if (state == MessageState.SCHEDULED) {
            return id;
        }
        if (state == MessageState.CANCELLED) {
            acme.as(session -> new MessageRepository(session).cancel(id));
            return id;
        }
        ClaimedMessage claimed = acme.claim("w", 100).stream()
                .filter(message -> message.messageId().equals(id))
                .findAny()
                .orElseThrow();
        if (state == MessageState.SENT) {
            acme.sent(claimed);
        } else if (state == MessageState.FAILED) {
            acme.claims(claims -> claims.undeliverable(claimed, "no such mailbox"));
        }
        return id;
    }
}
