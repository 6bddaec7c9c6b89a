package com.operanttechnologies.persistence.panel.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.panel.AccountRepository;
import com.operanttechnologies.persistence.panel.AccountRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("PAN-9")
class EmailPreferenceTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = sessions.newCustomer("Acme");
    private final UUID account = sessions.transact(
                    scope,
                    session -> new AccountRepository(session)
                            .create(
                                    new EmailAddress("ada." + UUID.randomUUID() + "@acme.example"),
                                    "Ada Lovelace",
                                    AccountRole.MEMBER))
            .accountId();

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void whoever_has_chosen_nothing_receives_everything_but_what_needs_consent() {
        assertThat(list())
                .containsExactly(
                        new EmailPreference(EmailTopic.TRANSACTIONAL, true, 0),
                        new EmailPreference(EmailTopic.SECURITY, true, 0),
                        new EmailPreference(EmailTopic.PRODUCT_UPDATES, true, 0),
                        new EmailPreference(EmailTopic.TIPS, true, 0),
                        new EmailPreference(EmailTopic.NEWSLETTER, false, 0));
        for (EmailPreference each : list()) {
            assertThat(mayReceive(each.topic())).isEqualTo(each.subscribed());
        }
    }

    @Test
    void a_choice_holds_and_counts_its_versions() {
        assertThat(unsubscribe(EmailTopic.TIPS)).isEqualTo(new EmailPreference(EmailTopic.TIPS, false, 1));
        assertThat(mayReceive(EmailTopic.TIPS)).isFalse();
        assertThat(unsubscribe(EmailTopic.TIPS))
                .as("once more")
                .isEqualTo(new EmailPreference(EmailTopic.TIPS, false, 1));
        assertThat(subscribe(EmailTopic.TIPS, 1)).isEqualTo(new EmailPreference(EmailTopic.TIPS, true, 2));
        assertThat(mayReceive(EmailTopic.TIPS)).isTrue();
        assertThat(subscribe(EmailTopic.NEWSLETTER, 0)).isEqualTo(new EmailPreference(EmailTopic.NEWSLETTER, true, 1));
        assertThat(mayReceive(EmailTopic.NEWSLETTER)).isTrue();
        assertThat(unsubscribe(EmailTopic.TIPS).version()).isEqualTo(3);
        assertThat(list()).contains(new EmailPreference(EmailTopic.TIPS, false, 3));
    }

    @ParameterizedTest
    @EnumSource(
            value = EmailTopic.class,
            names = {"TRANSACTIONAL", "SECURITY"})
    void essential_topics_stay(EmailTopic topic) {
        assertThat(topic.essential()).isTrue();
        assertThatThrownBy(() -> unsubscribe(topic))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("Nobody can opt out of " + topic.literal());
        assertThatThrownBy(() -> issue(topic)).isInstanceOf(InvalidInputException.class);
        assertThat(mayReceive(topic)).isTrue();
        String insert = "insert into panel.email_preference (customer_id, account_id, topic, subscribed, updated_at)"
                + " values (tenancy.current_customer(), '" + account + "', '" + topic.literal() + "', false, now())";
        assertThat(PlainSql.refusal(scope, insert)).isEqualTo("23514 transactional_and_security_stay");
        assertThat(PlainSql.refusal(
                        scope,
                        insert.replace("false", "true"),
                        "update panel.email_preference set subscribed = false where customer_id ="
                                + " tenancy.current_customer() and topic = '" + topic.literal() + "'"))
                .isEqualTo("23514 transactional_and_security_stay");
        assertThat(PlainSql.refusal(
                        scope,
                        insert.replace("false", "true").replace(topic.literal(), "tips"),
                        "update panel.email_preference set topic = '" + topic.literal()
                                + "', subscribed = false where customer_id = tenancy.current_customer()"))
                .isEqualTo("42501");
        assertThat(PlainSql.refusal(
                        scope,
                        "insert into panel.unsubscribe_link (customer_id, link_id, account_id, topic, created_at) values"
                                + " (tenancy.current_customer(), gen_random_uuid(), '" + account + "', '"
                                + topic.literal() + "', now())"))
                .isEqualTo("23514 transactional_and_security_stay");
    }

    @Test
    void a_page_that_has_not_seen_an_opt_out_does_not_take_it_back() {
        subscribe(EmailTopic.NEWSLETTER, 0);
        unsubscribe(EmailTopic.NEWSLETTER);
        for (long stale : new long[] {0, 1}) {
            assertThatThrownBy(() -> subscribe(EmailTopic.NEWSLETTER, stale))
                    .isInstanceOfSatisfying(
                            ConflictException.class,
                            e -> assertThat(e.currentVersion()).isEqualTo(2));
        }
        assertThat(mayReceive(EmailTopic.NEWSLETTER)).isFalse();
    }

    @Test
    void of_many_choices_at_once_an_opt_out_is_not_lost() throws Exception {
        List<Boolean> subscribed = Concurrently.run(6, () -> {
            try {
                subscribe(EmailTopic.NEWSLETTER, 0);
                return true;
            } catch (ConflictException e) {
                return false;
            }
        });
        assertThat(subscribed).containsOnlyOnce(true);
        Concurrently.run(6, () -> unsubscribe(EmailTopic.NEWSLETTER));
        assertThat(list()).contains(new EmailPreference(EmailTopic.NEWSLETTER, false, 2));
    }

    @Test
    void a_link_unsubscribes_signed_out_with_one_click_as_often_as_it_is_clicked() {
        String secret = issue(EmailTopic.PRODUCT_UPDATES).value();
        String anothersMail = issue(EmailTopic.PRODUCT_UPDATES).value();
        assertThat(mayReceive(EmailTopic.PRODUCT_UPDATES))
                .as("issuing changes nothing")
                .isTrue();
        Unsubscribed unsubscribed = new Unsubscribed(account, EmailTopic.PRODUCT_UPDATES);
        assertThat(click(secret)).contains(unsubscribed);
        assertThat(click(secret)).contains(unsubscribed);
        assertThat(list()).contains(new EmailPreference(EmailTopic.PRODUCT_UPDATES, false, 1));
        subscribe(EmailTopic.PRODUCT_UPDATES, 1);
        assertThat(click(anothersMail)).as("the link of another email").contains(unsubscribed);
        assertThat(mayReceive(EmailTopic.PRODUCT_UPDATES)).isFalse();
        assertThat(mayReceive(EmailTopic.TIPS)).as("another topic").isTrue();
    }

    @Test
    void a_link_works_for_a_year_and_a_wrong_one_never() {
        sessions.stopAt(Instant.now().minus(Duration.ofDays(364)));
        String old = issue(EmailTopic.TIPS).value();
        sessions.stopAt(Instant.now().minus(Duration.ofDays(366)));
        String older = issue(EmailTopic.TIPS).value();
        sessions.resume();
        assertThat(click(older)).isEmpty();
        assertThat(click("wrong")).isEmpty();
        assertThat(sessions.gateway().resolve(SecretKind.SESSION, old))
                .as("of another kind")
                .isEmpty();
        assertThat(mayReceive(EmailTopic.TIPS)).isTrue();
        assertThat(click(old)).isPresent();
        assertThat(mayReceive(EmailTopic.TIPS)).isFalse();
    }

    @Test
    void a_click_after_the_account_is_gone_finds_nothing_to_do() {
        String secret = issue(EmailTopic.TIPS).value();
        sessions.perform(scope, session -> new AccountRepository(session).delete(account, AuditCause.of("test")));
        assertThat(click(secret)).isEmpty();
        assertThat(resolve(secret)).isEqualTo(resolve("never issued")).isEmpty();
        assertThat(mayReceive(EmailTopic.SECURITY)).isFalse();
        assertThatThrownBy(this::list).isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_click_while_the_account_is_being_deleted_waits_and_finds_nothing_to_do() throws Exception {
        String secret = issue(EmailTopic.TIPS).value();
        List<Optional<Unsubscribed>> clicked = new CopyOnWriteArrayList<>();
        List<Future<?>> meanwhile = new ArrayList<>();
        sessions.perform(scope, session -> {
            new AccountRepository(session).delete(account, AuditCause.of("test"));
            meanwhile.add(Concurrently.startAndExpectToWait(() -> clicked.add(click(secret))));
        });
        meanwhile.get(0).get(1, TimeUnit.MINUTES);
        assertThat(clicked).containsExactly(Optional.empty());
    }

    @Test
    void a_link_that_is_issued_while_the_account_is_being_deleted_is_revoked_or_never_made() throws Exception {
        issue(EmailTopic.TIPS);
        List<String> secrets = new CopyOnWriteArrayList<>();
        List<Future<?>> meanwhile = new ArrayList<>();
        sessions.perform(scope, session -> {
            secrets.add(new UnsubscribeLinkRepository(session)
                    .issue(account, EmailTopic.TIPS)
                    .value());
            meanwhile.add(Concurrently.startAndExpectToWait(() -> sessions.perform(
                    scope, other -> new AccountRepository(other).delete(account, AuditCause.of("test")))));
        });
        meanwhile.get(0).get(1, TimeUnit.MINUTES);
        assertThat(resolve(secrets.get(0))).isEmpty();
        assertThatThrownBy(() -> issue(EmailTopic.TIPS)).isInstanceOf(InvalidInputException.class);
        try (PlainSql administrator = PlainSql.asSuperuser()) {
            assertThat(administrator.value(
                            "select count(*) from gateway.secret where customer_id = ?", scope.customerId()))
                    .isEqualTo("0");
        }
    }

    @Test
    void links_of_one_topic_made_at_once_are_one() throws Exception {
        List<IssuedSecret> secrets = Concurrently.run(6, () -> issue(EmailTopic.TIPS));
        assertThat(secrets)
                .extracting(secret -> sessions.gateway()
                        .resolve(SecretKind.UNSUBSCRIBE, secret.value())
                        .orElseThrow()
                        .subjectId())
                .hasSize(6)
                .containsOnly(sessions.gateway()
                        .resolve(SecretKind.UNSUBSCRIBE, secrets.get(0).value())
                        .orElseThrow()
                        .subjectId());
    }

    @Test
    void another_customer_can_neither_read_nor_choose_nor_unsubscribe_nor_make_a_link() {
        UUID link = sessions.gateway()
                .resolve(SecretKind.UNSUBSCRIBE, issue(EmailTopic.TIPS).value())
                .orElseThrow()
                .subjectId();
        TenantScope other = sessions.newCustomer("Other");
        assertThatThrownBy(() -> in(other, repository -> repository.list(account)))
                .isInstanceOf(NotFoundException.class);
        assertThat(this.<Boolean>in(other, repository -> repository.mayReceive(account, EmailTopic.SECURITY)))
                .isFalse();
        assertThatThrownBy(() -> in(other, repository -> repository.unsubscribe(account, EmailTopic.TIPS)))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> in(other, repository -> repository.subscribe(account, EmailTopic.NEWSLETTER, 0)))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> sessions.transact(
                        other, session -> new UnsubscribeLinkRepository(session).issue(account, EmailTopic.TIPS)))
                .isInstanceOf(InvalidInputException.class);
        assertThat(sessions.<Optional<Unsubscribed>>transact(
                        other, session -> new UnsubscribeLinkRepository(session).unsubscribe(link)))
                .isEmpty();
        assertThat(mayReceive(EmailTopic.TIPS)).isTrue();
        assertThat(mayReceive(EmailTopic.NEWSLETTER)).isFalse();
    }

    /** What the application does with the link in an email, as nobody. */
    private Optional<GatewaySubject> resolve(String secret) {
        return sessions.gateway().resolve(SecretKind.UNSUBSCRIBE, secret);
    }

    private Optional<Unsubscribed> click(String secret) {
        return resolve(secret)
                .flatMap(link -> sessions.transact(
                        TenantScope.job(link.customerId(), "unsubscribe", "test"),
                        session -> new UnsubscribeLinkRepository(session).unsubscribe(link.subjectId())));
    }

    private IssuedSecret issue(EmailTopic topic) {
        return sessions.transact(scope, session -> new UnsubscribeLinkRepository(session).issue(account, topic));
    }

    private List<EmailPreference> list() {
        return in(scope, repository -> repository.list(account));
    }

    private boolean mayReceive(EmailTopic topic) {
        return in(scope, repository -> repository.mayReceive(account, topic));
    }

    private EmailPreference subscribe(EmailTopic topic, long expectedVersion) {
        return in(scope, repository -> repository.subscribe(account, topic, expectedVersion));
    }

    private EmailPreference unsubscribe(EmailTopic topic) {
        return in(scope, repository -> repository.unsubscribe(account, topic));
    }

    private <T> T in(TenantScope who, Function<EmailPreferenceRepository, T> work) {
        return sessions.transact(who, session -> work.apply(new EmailPreferenceRepository(session)));
    }
}
