package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySubject;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("PAN-6")
class InvitationRepositoryTest {

    private static final Duration WEEK = Duration.ofDays(7);

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");
    private final EmailAddress email = People.newEmail();

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @ParameterizedTest
    @EnumSource(AccountRole.class)
    void who_accepts_has_an_account_with_the_address_and_the_role_that_were_offered(AccountRole role) {
        IssuedInvitation issued = invite(role);
        Invitation invitation = issued.invitation();
        assertThat(invitation.state()).isEqualTo(InvitationState.OFFERED);
        assertThat(invitation.invitedBy()).isEqualTo(acme.actor());
        assertThat(Duration.between(invitation.createdAt(), invitation.expiresAt()))
                .isEqualTo(WEEK);
        GatewaySubject subject = resolve(issued).orElseThrow();
        assertThat(subject).isEqualTo(new GatewaySubject(acme.customerId(), invitation.invitationId()));

        TenantScope invited = TenantScope.job(subject.customerId(), "invitation", "test");
        Account account = accept(invited, subject.subjectId());

        assertThat(account.email()).isEqualTo(email);
        assertThat(account.role()).isEqualTo(role);
        assertThat(account.displayName()).isEqualTo("Grace Hopper");
        assertThat(sessions.<Boolean>transact(
                        acme,
                        session -> new PasswordRepository(session).verify(account.accountId(), People.password())))
                .isTrue();
        assertThat(find(invitation)).hasValueSatisfying(accepted -> {
            assertThat(accepted.state()).isEqualTo(InvitationState.ACCEPTED);
            assertThat(accepted.endedAt()).isPresent();
            assertThat(accepted.version()).isEqualTo(2);
        });
    }

    @Test
    void an_invitation_is_accepted_once_and_its_token_resolves_no_more() {
        IssuedInvitation issued = invite(AccountRole.MEMBER);
        accept(acme, issued.invitation().invitationId());
        assertThat(resolve(issued)).isEmpty();
        assertNotOpen(issued);
    }

    @Test
    void of_many_who_accept_at_the_same_time_one_gets_the_account() throws Exception {
        IssuedInvitation issued = invite(AccountRole.MEMBER);
        List<String> outcomes = Concurrently.run(8, () -> {
            UUID invitation = resolve(issued).map(GatewaySubject::subjectId).orElse(new UUID(0, 0));
            try {
                return accept(acme, invitation).email().value();
            } catch (NotFoundException e) {
                return "not open";
            }
        });
        assertThat(outcomes).filteredOn(email.value()::equals).hasSize(1);
        assertThat(outcomes).filteredOn("not open"::equals).hasSize(7);
    }

    @Test
    void looking_at_an_invitation_or_failing_to_accept_it_doesn_t_use_it_up() {
        IssuedInvitation issued = invite(AccountRole.MEMBER);
        UUID id = issued.invitation().invitationId();
        assertThat(resolve(issued)).isPresent();
        assertThatThrownBy(() -> sessions.perform(
                        acme,
                        session -> new InvitationRepository(session)
                                .accept(id, "Grace", Password.of("short".toCharArray()), People.CAUSE)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at least 8");
        assertThat(find(issued.invitation())).contains(issued.invitation());
        assertThat(resolve(issued)).isPresent();
        accept(acme, id);
    }

    @Test
    void an_expired_invitation_neither_resolves_nor_is_accepted() {
        sessions.stopAt(Instant.now().minus(WEEK).minusSeconds(1));
        IssuedInvitation issued = invite(AccountRole.MEMBER);
        sessions.resume();
        assertThat(resolve(issued)).isEmpty();
        assertNotOpen(issued);
        assertThat(issued.invitation().isOpen(Instant.now())).isFalse();
        assertThat(issued.invitation().isOpen(issued.invitation().createdAt())).isTrue();
        assertThat(invite(AccountRole.MEMBER).invitation().isOpen(Instant.now()))
                .isTrue();
    }

    @Test
    void a_revoked_invitation_neither_resolves_nor_is_accepted_and_is_revoked_once() {
        IssuedInvitation issued = invite(AccountRole.MEMBER);
        assertThat(revoke(issued)).isTrue();
        assertThat(resolve(issued)).isEmpty();
        assertNotOpen(issued);
        assertThat(revoke(issued)).isFalse();
        assertThatThrownBy(() -> in(acme, invitations -> invitations.revoke(UUID.randomUUID(), People.CAUSE)))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void a_deleted_invitation_is_gone_with_its_token() {
        IssuedInvitation issued = invite(AccountRole.MEMBER);
        sessions.perform(
                acme,
                session -> new InvitationRepository(session)
                        .delete(issued.invitation().invitationId(), People.CAUSE));
        assertThat(find(issued.invitation())).isEmpty();
        assertThat(resolve(issued)).isEmpty();
        assertNotOpen(issued);
    }

    @Test
    void a_newer_invitation_of_the_same_address_replaces_the_former_one() {
        IssuedInvitation former = invite(AccountRole.MEMBER);
        IssuedInvitation newer = invite(AccountRole.ADMIN);
        assertThat(resolve(former)).isEmpty();
        assertNotOpen(former);
        assertThat(accept(acme, resolve(newer).orElseThrow().subjectId()).role())
                .isEqualTo(AccountRole.ADMIN);
    }

    @Test
    void of_many_invitations_of_an_address_at_the_same_time_one_is_open() throws Exception {
        List<IssuedInvitation> issued = Concurrently.run(6, () -> invite(AccountRole.MEMBER));
        List<Invitation> offered = in(
                        acme, invitations -> invitations.list(InvitationState.OFFERED, PageRequest.first(10)))
                .items();
        assertThat(offered).hasSize(1);
        assertThat(issued.stream().filter(one -> resolve(one).isPresent()))
                .extracting(IssuedInvitation::invitation)
                .isEqualTo(offered);
    }

    @Test
    void who_has_an_account_at_the_customer_is_not_invited_again_but_may_be_elsewhere() {
        accept(acme, invite(AccountRole.MEMBER).invitation().invitationId());
        assertThatThrownBy(() -> invite(AccountRole.ADMIN))
                .isInstanceOf(DuplicateException.class)
                .hasMessageNotContaining(email.value());
        TenantScope other = sessions.newCustomer("Other");
        IssuedInvitation elsewhere =
                in(other, invitations -> invitations.invite(email, AccountRole.ADMIN, WEEK, People.CAUSE));
        assertThat(accept(other, elsewhere.invitation().invitationId()).role()).isEqualTo(AccountRole.ADMIN);
    }

    @Test
    void an_account_made_meanwhile_is_a_duplicate_and_leaves_the_invitation_open() {
        IssuedInvitation issued = invite(AccountRole.MEMBER);
        sessions.perform(acme, session -> new AccountRepository(session).create(email, "Grace", AccountRole.VIEWER));
        assertThatThrownBy(() -> accept(acme, issued.invitation().invitationId()))
                .isInstanceOf(DuplicateException.class);
        assertThat(find(issued.invitation())).contains(issued.invitation());
    }

    @Test
    void lifetimes_are_bounded_and_the_token_is_in_no_text() {
        for (Duration lifetime : List.of(Duration.ZERO, WEEK.negated(), Duration.ofDays(31))) {
            assertThatThrownBy(() -> in(
                            acme, invitations -> invitations.invite(email, AccountRole.VIEWER, lifetime, People.CAUSE)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("Lifetime of an invitation");
        }
        IssuedInvitation issued = invite(AccountRole.MEMBER);
        assertThat(issued.toString()).doesNotContain(issued.token().value());
    }

    private IssuedInvitation invite(AccountRole role) {
        return in(acme, invitations -> invitations.invite(email, role, WEEK, People.CAUSE));
    }

    private Account accept(TenantScope scope, UUID invitationId) {
        return in(
                scope,
                invitations -> invitations.accept(invitationId, "Grace Hopper", People.password(), People.CAUSE));
    }

    private Boolean revoke(IssuedInvitation issued) {
        return in(acme, invitations -> invitations.revoke(issued.invitation().invitationId(), People.CAUSE));
    }

    /** The same words for what was accepted, revoked, has expired or never was. */
    private void assertNotOpen(IssuedInvitation issued) {
        UUID id = issued.invitation().invitationId();
        assertThatThrownBy(() -> accept(acme, id))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("This Customer has no open invitation " + id + "; ask for another one");
    }

    private Optional<Invitation> find(Invitation invitation) {
        return in(acme, invitations -> invitations.find(invitation.invitationId()));
    }

    private Optional<GatewaySubject> resolve(IssuedInvitation issued) {
        return sessions.gateway().resolve(SecretKind.INVITATION, issued.token().value());
    }

    private <T> T in(TenantScope scope, Function<InvitationRepository, T> work) {
        return sessions.transact(scope, session -> work.apply(new InvitationRepository(session)));
    }
}
