package com.operanttechnologies.persistence.panel.billing;

import static com.operanttechnologies.persistence.panel.billing.BillingExamples.CAUSE;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.NOVEMBER;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.NOW;
import static com.operanttechnologies.persistence.panel.billing.BillingExamples.terms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditEntry;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.money.Money;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-7")
class SubscriptionRepositoryTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope scope = sessions.newCustomer("Acme");

    @BeforeEach
    void stop_the_time() {
        sessions.stopAt(NOW);
    }

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_subscription_goes_through_its_life_and_every_step_is_audited() {
        Subscription trial = in(repository -> repository.start(terms(3), NOVEMBER, true, CAUSE));
        assertThat(trial.state()).isEqualTo(SubscriptionState.TRIAL);
        assertThat(trial.createdAt()).isEqualTo(NOW);
        assertThat(in(SubscriptionRepository::current)).contains(trial);
        Subscription active = move(trial, SubscriptionState.ACTIVE);
        Subscription bigger = in(repository -> repository.change(active.id(), active.version(), terms(5), CAUSE));
        assertThat(bigger.terms()).isEqualTo(terms(5));
        assertThat(bigger.version()).isEqualTo(active.version() + 1);
        Subscription overdue = move(bigger, SubscriptionState.PAST_DUE);
        Subscription paid = move(overdue, SubscriptionState.ACTIVE);
        sessions.stopAt(NOW.plus(Duration.ofDays(1)));
        Subscription ended = move(paid, SubscriptionState.CANCELLED);
        assertThat(ended.cancelledAt()).contains(NOW.plus(Duration.ofDays(1)));
        assertThat(ended.updatedAt()).isEqualTo(NOW.plus(Duration.ofDays(1)));
        assertThat(this.<Subscription>in(repository -> repository.get(trial.id())))
                .isEqualTo(ended);
        assertThat(in(SubscriptionRepository::current)).isEmpty();
        List<AuditEntry> entries = sessions.read(
                scope,
                session -> new AuditLog(session)
                        .listByObject("subscription", trial.id().toString(), PageRequest.first(10))
                        .items());
        assertThat(entries)
                .extracting(AuditEntry::action)
                .containsExactly(
                        "subscription.cancelled",
                        "subscription.activated",
                        "subscription.past_due",
                        "subscription.changed",
                        "subscription.activated",
                        "subscription.started");
        assertThat(entries).allMatch(entry -> entry.reason().equals(CAUSE.reason()));
    }

    @Test
    void a_period_is_renewed_after_the_one_before() {
        Subscription active = in(repository -> repository.start(terms(1), NOVEMBER, false, CAUSE));
        BillingPeriod december =
                new BillingPeriod(NOVEMBER.end(), NOVEMBER.end().plus(Duration.ofDays(31)));
        assertThatThrownBy(() -> in(repository -> repository.renew(active.id(), active.version(), NOVEMBER)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must not begin before");
        Subscription renewed = in(repository -> repository.renew(active.id(), active.version(), december));
        assertThat(renewed.period()).isEqualTo(december);
    }

    @Test
    void a_move_that_its_lifecycle_does_not_have_is_refused_with_those_that_it_has() {
        Subscription trial = in(repository -> repository.start(terms(1), NOVEMBER, true, CAUSE));
        assertThatThrownBy(() -> move(trial, SubscriptionState.PAST_DUE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("trial can't become past_due")
                .hasMessageContaining("ACTIVE");
        Subscription ended = move(trial, SubscriptionState.CANCELLED);
        for (SubscriptionState state : SubscriptionState.values()) {
            assertThatThrownBy(() -> move(ended, state)).isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> in(r -> r.change(ended.id(), ended.version(), terms(9), CAUSE)))
                .hasMessageContaining("stays as it is");
    }

    @Test
    void a_conflict_says_which_version_is_there_and_nothing_is_audited() {
        Subscription read = in(repository -> repository.start(terms(1), NOVEMBER, false, CAUSE));
        in(repository -> repository.change(read.id(), read.version(), terms(2), CAUSE));
        long before =
                sessions.read(scope, session -> new AuditLog(session).head().number());
        assertThatThrownBy(() -> in(repository -> repository.change(read.id(), read.version(), terms(3), CAUSE)))
                .isInstanceOfSatisfying(
                        ConflictException.class,
                        e -> assertThat(e.currentVersion()).isEqualTo(2));
        assertThat(sessions.<Long>read(
                        scope, session -> new AuditLog(session).head().number()))
                .isEqualTo(before);
    }

    @Test
    void of_two_concurrent_changes_one_meets_the_other() throws Exception {
        Subscription read = in(repository -> repository.start(terms(1), NOVEMBER, false, CAUSE));
        List<Boolean> changed = Concurrently.run(4, () -> {
            try {
                in(repository -> repository.change(read.id(), read.version(), terms(2), CAUSE));
                return true;
            } catch (ConflictException e) {
                return false;
            }
        });
        assertThat(changed).containsOnlyOnce(true);
    }

    @Test
    void a_customer_has_one_subscription_at_a_time_also_when_several_are_started_at_once() throws Exception {
        List<Boolean> started = Concurrently.run(6, () -> {
            try {
                in(repository -> repository.start(terms(1), NOVEMBER, true, CAUSE));
                return true;
            } catch (DuplicateException e) {
                return false;
            }
        });
        assertThat(started).containsOnlyOnce(true);
        Subscription one = in(SubscriptionRepository::current).orElseThrow();
        move(one, SubscriptionState.CANCELLED);
        assertThat(in(repository -> repository.start(terms(2), NOVEMBER, false, CAUSE))
                        .state())
                .isEqualTo(SubscriptionState.ACTIVE);
    }

    @Test
    void a_subscription_stays_in_its_currency() {
        Subscription read = in(repository -> repository.start(terms(1), NOVEMBER, false, CAUSE));
        SubscriptionTerms dollars = new SubscriptionTerms("team", 1, Money.of("12.50", "USD"));
        assertThatThrownBy(() -> in(repository -> repository.change(read.id(), read.version(), dollars, CAUSE)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("EUR");
    }

    @Test
    void all_are_listed_from_the_newest_on_by_their_index() {
        for (int i = 0; i < 3; i++) {
            sessions.stopAt(NOW.plusSeconds(i));
            Subscription started = in(repository -> repository.start(terms(1), NOVEMBER, true, CAUSE));
            move(started, SubscriptionState.CANCELLED);
        }
        Page<Subscription, SubscriptionCursor> first = in(repository -> repository.list(PageRequest.first(2)));
        Page<Subscription, SubscriptionCursor> second =
                in(repository -> repository.list(PageRequest.after(first.next().orElseThrow(), 2)));
        assertThat(first.items())
                .extracting(Subscription::createdAt)
                .containsExactly(NOW.plusSeconds(2), NOW.plusSeconds(1));
        assertThat(second.items()).extracting(Subscription::createdAt).containsExactly(NOW);
        assertThat(second.next()).isEmpty();
        TestDatabase.asSuperuser(
                TestDatabase.database(),
                "insert into panel.subscription (customer_id, subscription_id, plan, seats, currency, seat_price, state,"
                        + " period_start, period_end, created_at, updated_at, cancelled_at) select '"
                        + scope.customerId()
                        + "', gen_random_uuid(), 'team', 1, 'EUR', 1, 'cancelled', now(), now() + interval '1 day',"
                        + " now() + n * interval '1 s', now(), now() from generate_series(1, 5000) n;"
                        + " analyze panel.subscription");
        String plan = sessions.read(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            new SubscriptionRepository(observed)
                    .list(PageRequest.after(new SubscriptionCursor(NOW.plusSeconds(9), UUID.randomUUID()), 50));
            return observed.plan();
        });
        assertThat(plan)
                .contains("subscription_by_creation")
                .doesNotContain("Sort")
                .doesNotContain("Seq Scan");
    }

    @Test
    void terms_periods_and_reasons_have_bounds() {
        for (Runnable wrong : List.<Runnable>of(
                () -> new SubscriptionTerms("Team", 1, Money.of("1", "EUR")),
                () -> new SubscriptionTerms("team", 0, Money.of("1", "EUR")),
                () -> new SubscriptionTerms("team", 1_000_001, Money.of("1", "EUR")),
                () -> new SubscriptionTerms("team", 1, Money.of("-0.01", "EUR")),
                () -> new SubscriptionTerms("team", 1, Money.of("1000000000000", "EUR")),
                () -> new BillingPeriod(NOW, NOW),
                () -> in(r -> r.start(terms(1), NOVEMBER, true, AuditCause.of("Card 4111 1111 1111 1111"))))) {
            assertThatThrownBy(wrong::run).isInstanceOf(InvalidInputException.class);
        }
    }

    private Subscription move(Subscription from, SubscriptionState to) {
        return in(repository -> repository.moveTo(from.id(), from.version(), to, CAUSE));
    }

    private <T> T in(Function<SubscriptionRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new SubscriptionRepository(session)));
    }
}
