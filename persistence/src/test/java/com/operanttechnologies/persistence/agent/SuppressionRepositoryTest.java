package com.operanttechnologies.persistence.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("AGT-2")
class SuppressionRepositoryTest {

    private final Mailroom acme = new Mailroom();
    private final Contact ada = acme.contact("ada");

    @AfterEach
    void tell_the_real_time() {
        acme.sessions.resume();
    }

    @Test
    void one_click_unsubscribes_signed_out_and_once_more_changes_nothing() {
        Message scheduled = acme.schedule(ada, acme.start.plus(Duration.ofDays(1)));
        String link = suppressions(list -> list.issueUnsubscribe(ada.contactId(), Duration.ofDays(30)))
                .value();

        GatewaySubject subject = acme.sessions
                .gateway()
                .resolve(SecretKind.CONTACT_UNSUBSCRIBE, link)
                .orElseThrow();
        assertThat(subject).isEqualTo(new GatewaySubject(acme.scope.customerId(), ada.contactId()));
        TenantScope signedOut = TenantScope.job(subject.customerId(), "unsubscribe", "click");
        for (int click = 0; click < 2; click++) {
            boolean done = acme.sessions.transact(
                    signedOut, session -> new SuppressionRepository(session).unsubscribe(subject.subjectId()));
            assertThat(done).isTrue();
        }

        List<Suppression> history = suppressions(list -> list.history(ada.email()));
        assertThat(history).singleElement().satisfies(only -> {
            assertThat(only.reason()).isEqualTo(SuppressionReason.UNSUBSCRIBED);
            assertThat(only.suppressedBy()).isEqualTo("job:unsubscribe");
            assertThat(only.lifted()).isEmpty();
            assertThat(only.toString()).doesNotContain(ada.email().value());
        });
        Message cancelled = acme.message(scheduled.messageId());
        assertThat(cancelled.state()).isEqualTo(MessageState.CANCELLED);
        assertThat(cancelled.cancelReason()).contains(CancelReason.SUPPRESSED);
    }

    @Test
    void a_contact_that_is_deleted_and_added_again_stays_unsubscribed() {
        String link = suppressions(list -> list.issueUnsubscribe(ada.contactId(), Duration.ofDays(30)))
                .value();
        suppressions(list -> list.unsubscribe(ada.contactId()));
        acme.sessions.perform(acme.scope, session -> new ContactRepository(session).delete(ada.contactId()));
        assertThat(acme.sessions.gateway().resolve(SecretKind.CONTACT_UNSUBSCRIBE, link))
                .isEmpty();
        assertThat(this.<Boolean>suppressions(list -> list.unsubscribe(ada.contactId())))
                .isFalse();

        Contact again = acme.contact("ada");
        assertThat(isSuppressed(again.email())).isTrue();
        Message message = acme.schedule(again, acme.start);
        assertThat(acme.claim("w", 10)).isEmpty();
        assertThat(acme.state(message.messageId())).isEqualTo(MessageState.CANCELLED);
    }

    @Test
    void what_a_person_said_goes_along_to_a_new_address_and_what_the_old_address_did_does_not() {
        Contact bob = acme.contact("bob");
        suppressions(list -> list.unsubscribe(ada.contactId()));
        suppressions(list -> list.suppress(ada.email(), SuppressionReason.BOUNCED));
        suppressions(list -> list.suppress(bob.email(), SuppressionReason.BOUNCED));
        Contact ada2 = move(ada, "ada@new.example");
        Contact bob2 = move(bob, "bob@new.example");
        assertThat(this.<List<Suppression>>suppressions(list -> list.history(ada2.email())))
                .extracting(Suppression::reason)
                .containsExactly(SuppressionReason.UNSUBSCRIBED);
        assertThat(isSuppressed(bob2.email())).isFalse();
    }

    @Test
    void lifting_needs_a_reason_and_leaves_who_when_and_why() {
        suppressions(list -> list.unsubscribe(ada.contactId()));
        suppressions(list -> list.suppress(ada.email(), SuppressionReason.MANUAL));
        assertThatThrownBy(() -> lift(SuppressionReason.UNSUBSCRIBED, " "))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Reason for lifting a suppression");
        assertThat(lift(SuppressionReason.COMPLAINED, "none of this kind")).isFalse();

        assertThat(lift(SuppressionReason.MANUAL, "a mistake")).isTrue();
        assertThat(isSuppressed(ada.email())).as("the person's own still holds").isTrue();
        assertThat(lift(SuppressionReason.UNSUBSCRIBED, "asked by phone, ticket 7"))
                .isTrue();
        assertThat(lift(SuppressionReason.UNSUBSCRIBED, "once more")).isFalse();
        assertThat(isSuppressed(ada.email())).isFalse();
        List<Suppression> history = suppressions(list -> list.history(ada.email()));
        assertThat(history).hasSize(2).allSatisfy(each -> {
            Suppression.Lifted lifted = each.lifted().orElseThrow();
            assertThat(lifted.by()).isEqualTo(acme.scope.actor());
            assertThat(lifted.at()).isAfterOrEqualTo(each.suppressedAt());
        });

        assertThat(this.<Boolean>suppressions(list -> list.suppress(ada.email(), SuppressionReason.UNSUBSCRIBED)))
                .as("a suppression after a lifted one is a new one")
                .isTrue();
        assertThat(isSuppressed(ada.email())).isTrue();
        assertThat(this.<List<Suppression>>suppressions(list -> list.history(ada.email())))
                .hasSize(3);
    }

    @Test
    void the_database_lets_no_suppression_vanish_or_be_dated_back() throws Exception {
        suppressions(list -> list.unsubscribe(ada.contactId()));
        assertThat(PlainSql.refusal(acme.scope, "delete from agent.suppression"))
                .isEqualTo("42501");
        assertThat(PlainSql.refusal(acme.scope, "update agent.suppression set reason = 'manual'"))
                .isEqualTo("42501");
        assertThat(PlainSql.refusal(acme.scope, "delete from agent.resubscription"))
                .isEqualTo("42501");
        assertThat(PlainSql.refusal(
                        acme.scope,
                        "insert into agent.suppression (suppression_id, email, reason, suppressed_by)"
                                + " values (gen_random_uuid(), 'x@y', 'manual', 'job:unsubscribe')"))
                .isEqualTo("42501");
        assertThat(PlainSql.refusal(
                        acme.scope,
                        "insert into agent.resubscription (suppression_id, why)"
                                + " select suppression_id, '' from agent.suppression"))
                .isEqualTo("23514 resubscription_why_check");
        assertThat(isSuppressed(ada.email())).isTrue();
    }

    @Test
    void each_customer_has_a_list_of_its_own() {
        Mailroom other = new Mailroom();
        Contact sameAddress = other.contact("ada");
        suppressions(list -> list.unsubscribe(ada.contactId()));
        boolean elsewhere = other.as(session -> new SuppressionRepository(session).isSuppressed(sameAddress.email()));
        assertThat(elsewhere).isFalse();
        other.schedule(sameAddress, other.start);
        assertThat(other.claim("w", 10)).hasSize(1);
    }

    @Test
    void the_list_pages_by_address_and_leaves_out_what_was_lifted() {
        for (int i = 0; i < 12; i++) {
            EmailAddress email = new EmailAddress("c" + i + "@list.example");
            suppressions(list -> list.suppress(email, SuppressionReason.BOUNCED));
            suppressions(list -> list.suppress(email, SuppressionReason.MANUAL));
        }
        EmailAddress lifted = new EmailAddress("c3@list.example");
        suppressions(list -> list.lift(lifted, SuppressionReason.MANUAL, "a mistake"));
        Page<Suppression, SuppressionCursor> first = suppressions(list -> list.list(PageRequest.first(15)));
        Page<Suppression, SuppressionCursor> second =
                suppressions(list -> list.list(PageRequest.after(first.next().orElseThrow(), 15)));
        assertThat(first.items()).hasSize(15).doesNotContainAnyElementsOf(second.items());
        assertThat(second.items()).hasSize(8);
        assertThat(second.next()).isEmpty();
    }

    private Contact move(Contact contact, String email) {
        return acme.as(session -> new ContactRepository(session)
                .update(
                        contact.contactId(),
                        contact.version(),
                        new EmailAddress(email),
                        contact.displayName(),
                        Optional.empty()));
    }

    private boolean lift(SuppressionReason reason, String why) {
        return suppressions(list -> list.lift(ada.email(), reason, why));
    }

    private boolean isSuppressed(EmailAddress email) {
        return suppressions(list -> list.isSuppressed(email));
    }

    private <T> T suppressions(Function<SuppressionRepository, T> work) {
        return acme.as(session -> work.apply(new SuppressionRepository(session)));
    }
}
