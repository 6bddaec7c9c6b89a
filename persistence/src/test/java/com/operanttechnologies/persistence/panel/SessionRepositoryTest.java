package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("PAN-4")
class SessionRepositoryTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final UUID account = People.withoutPassword(sessions, acme);

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void a_cookie_leads_to_a_scope_of_its_account() {
        OpenedSession opened = open();
        GatewaySubject subject = sessions.gateway()
                .resolve(SecretKind.SESSION, opened.cookie().value())
                .orElseThrow();
        assertThat(subject).isEqualTo(new GatewaySubject(acme.customerId(), account));
        TenantScope scope = TenantScope.account(subject.customerId(), subject.subjectId(), "test");
        assertThat(sessions.<List<Session>>read(scope, session -> new SessionRepository(session).list(account)))
                .containsExactly(opened.session());
        assertThat(this.<SessionHandle>in(
                        acme, repository -> repository.handle(opened.cookie().value())))
                .isEqualTo(opened.session().handle());
    }

    @Test
    void an_expired_session_neither_resolves_nor_is_listed_nor_extended() {
        sessions.stopAt(Instant.now().minus(HOUR.multipliedBy(2)));
        String cookie = open().cookie().value();
        sessions.resume();
        assertThat(resolves(cookie)).isFalse();
        assertThat(list()).isEmpty();
        assertThat(this.<Optional<Session>>in(acme, repository -> repository.extend(cookie, HOUR)))
                .isEmpty();
        assertThat(resolves(cookie)).isFalse();
    }

    @Test
    void a_session_is_extended_here_and_in_the_gateway() {
        sessions.stopAt(Instant.now().minus(HOUR).plusSeconds(20));
        OpenedSession opened = open();
        sessions.resume();
        Session extended = in(
                        acme, repository -> repository.extend(opened.cookie().value(), HOUR))
                .orElseThrow();
        assertThat(extended.expiresAt()).isAfter(opened.session().expiresAt());
        assertThat(list()).containsExactly(extended);
        assertThat(resolves(opened.cookie().value())).isTrue();
        assertThat(this.<Optional<Session>>in(acme, repository -> repository.extend("unknown", HOUR)))
                .isEmpty();
    }

    @Test
    void the_newest_session_is_listed_first() {
        OpenedSession first = open();
        OpenedSession second = open();
        assertThat(list()).containsExactly(second.session(), first.session());
    }

    @Test
    void revoking_one_session_leaves_the_others() {
        OpenedSession lost = open();
        OpenedSession kept = open();
        SessionHandle handle = new SessionHandle(lost.session().handle().value());
        assertThat(this.<Boolean>in(acme, repository -> repository.revoke(UUID.randomUUID(), handle)))
                .as("another account's")
                .isFalse();
        assertThat(this.<Boolean>in(acme, repository -> repository.revoke(account, handle)))
                .isTrue();
        assertThat(this.<Boolean>in(acme, repository -> repository.revoke(account, handle)))
                .isFalse();
        assertThat(resolves(lost.cookie().value())).isFalse();
        assertThat(resolves(kept.cookie().value())).isTrue();
        assertThat(list()).containsExactly(kept.session());
    }

    @Test
    void revoking_all_leaves_those_of_other_accounts() {
        OpenedSession one = open();
        OpenedSession two = open();
        UUID colleague = People.withoutPassword(sessions, acme);
        OpenedSession theirs = in(acme, repository -> repository.open(colleague, HOUR));
        assertThat(this.<Long>in(acme, repository -> repository.revokeAll(account)))
                .isEqualTo(2);
        assertThat(resolves(one.cookie().value())).isFalse();
        assertThat(resolves(two.cookie().value())).isFalse();
        assertThat(resolves(theirs.cookie().value())).isTrue();
        assertThat(list()).isEmpty();
    }

    @Test
    void revoking_all_waits_for_a_session_that_is_being_opened_and_ends_it() throws Exception {
        OpenedSession opened =
                openWhile(() -> assertThat(this.<Long>in(acme, repository -> repository.revokeAll(account)))
                        .isEqualTo(1));
        assertThat(resolves(opened.cookie().value())).isFalse();
        assertThat(list()).isEmpty();
    }

    @Test
    void deleting_an_account_waits_for_a_session_that_is_being_opened_and_ends_it() throws Exception {
        OpenedSession opened = openWhile(() ->
                sessions.perform(acme, session -> new AccountRepository(session).delete(account, People.CAUSE)));
        assertThat(resolves(opened.cookie().value())).isFalse();
    }

    /** Opens a session, and does something else on another thread before that is committed. */
    private OpenedSession openWhile(Runnable other) throws Exception {
        List<Future<?>> meanwhile = new ArrayList<>();
        OpenedSession opened = in(acme, repository -> {
            OpenedSession uncommitted = repository.open(account, HOUR);
            meanwhile.add(Concurrently.startAndExpectToWait(other));
            return uncommitted;
        });
        meanwhile.get(0).get(1, TimeUnit.MINUTES);
        return opened;
    }

    @Test
    void another_customer_can_neither_open_nor_list_nor_extend_nor_revoke() {
        OpenedSession opened = open();
        TenantScope other = sessions.newCustomer("Other");
        assertThatThrownBy(() -> in(other, repository -> repository.open(account, HOUR)))
                .isInstanceOf(NotFoundException.class);
        assertThat(this.<List<Session>>in(other, repository -> repository.list(account)))
                .isEmpty();
        assertThat(this.<Optional<Session>>in(
                        other, repository -> repository.extend(opened.cookie().value(), HOUR)))
                .isEmpty();
        assertThat(this.<Boolean>in(
                        other,
                        repository ->
                                repository.revoke(account, opened.session().handle())))
                .isFalse();
        assertThatThrownBy(() -> in(other, repository -> repository.revokeAll(account)))
                .isInstanceOf(NotFoundException.class);
        assertThat(resolves(opened.cookie().value())).isTrue();
        assertThat(list()).containsExactly(opened.session());
    }

    @Test
    void lifetimes_and_handles_are_bounded() {
        for (Duration lifetime : List.of(Duration.ZERO, HOUR.negated(), Duration.ofDays(31))) {
            assertThatThrownBy(() -> in(acme, repository -> repository.open(account, lifetime)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("Lifetime");
        }
        for (String handle : List.of("", "s3cret", "A".repeat(64), "a".repeat(65))) {
            assertThatThrownBy(() -> new SessionHandle(handle))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageNotContaining("s3cret");
        }
    }

    private OpenedSession open() {
        return in(acme, repository -> repository.open(account, HOUR));
    }

    private List<Session> list() {
        return in(acme, repository -> repository.list(account));
    }

    private boolean resolves(String cookie) {
        return sessions.gateway().resolve(SecretKind.SESSION, cookie).isPresent();
    }

    private <T> T in(TenantScope scope, Function<SessionRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new SessionRepository(session)));
    }
}
