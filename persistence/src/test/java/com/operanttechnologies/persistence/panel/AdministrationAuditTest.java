package com.operanttechnologies.persistence.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditEntry;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.page.PageRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who is let in, with which rights, and put out, is in the audit log, in the transaction that does it. */
@Tag("PAN-6")
@Tag("PAN-8")
class AdministrationAuditTest {

    private static final Duration WEEK = Duration.ofDays(7);

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope signUp = sessions.newCustomer("Acme");
    private final TenantScope admin = TenantScope.account(signUp.customerId(), UUID.randomUUID(), "request-1");
    private final EmailAddress email = People.newEmail();
    private final AuditCause cause = AuditCause.of("Asked for by the board", InetAddress.getLoopbackAddress());

    @Test
    void a_role_that_was_changed_from_what_to_what() {
        Account account = account();
        changeRole(account, AccountRole.ADMIN);
        assertThat(entries()).singleElement().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("account.role_changed");
            assertThat(entry.objectType()).isEqualTo("account");
            assertThat(entry.objectId()).isEqualTo(account.accountId().toString());
            assertThat(entry.actor()).isEqualTo(admin.actor());
            assertThat(entry.requestId()).isEqualTo("request-1");
            assertThat(entry.reason()).isEqualTo(cause.reason());
            assertThat(entry.address()).isEqualTo(cause.address());
            assertThat(entry.details()).isEqualTo("{\"from\":\"member\",\"to\":\"admin\"}");
        });
    }

    @Test
    void an_account_that_was_deleted() {
        Account account = account();
        sessions.perform(admin, session -> new AccountRepository(session).delete(account.accountId(), cause));
        assertThat(entries())
                .extracting(AuditEntry::action, AuditEntry::objectId)
                .containsExactly(tuple("account.deleted", account.accountId().toString()));
    }

    @Test
    void an_invitation_that_was_made_and_accepted_by_which_account() {
        UUID invitation = invite();
        Account account = sessions.transact(
                TenantScope.job(admin.customerId(), "invitation", "request-2"),
                session -> new InvitationRepository(session).accept(invitation, "Grace", People.password(), cause));
        assertThat(entries())
                .extracting(AuditEntry::action, AuditEntry::objectId, AuditEntry::actor, AuditEntry::details)
                .containsExactly(
                        tuple(
                                "invitation.accepted",
                                invitation.toString(),
                                "job:invitation",
                                "{\"account\":\"" + account.accountId() + "\"}"),
                        tuple("invitation.made", invitation.toString(), admin.actor(), "{\"role\":\"member\"}"));
    }

    @Test
    void an_invitation_that_was_replaced_revoked_and_deleted() {
        UUID first = invite();
        UUID second = invite();
        sessions.transact(admin, session -> new InvitationRepository(session).revoke(second, cause));
        assertThat(sessions.<Boolean>transact(
                        admin, session -> new InvitationRepository(session).revoke(second, cause)))
                .as("once more, which does nothing")
                .isFalse();
        sessions.perform(admin, session -> new InvitationRepository(session).delete(second, cause));
        assertThat(entries())
                .extracting(entry -> entry.action() + " " + entry.objectId())
                .containsExactly(
                        "invitation.deleted " + second,
                        "invitation.revoked " + second,
                        "invitation.made " + second,
                        "invitation.revoked " + first,
                        "invitation.made " + first);
        assertThat(entries())
                .as("the log is kept when the address has been deleted")
                .noneMatch(entry -> entry.details().contains(email.value()));
    }

    @Test
    void nothing_that_was_not_done() {
        Account account = account();
        assertThatThrownBy(() -> sessions.perform(
                        admin,
                        session -> new AccountRepository(session)
                                .changeRole(account.accountId(), account.version() + 1, AccountRole.ADMIN, cause)))
                .isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> sessions.perform(
                        admin, session -> new AccountRepository(session).delete(UUID.randomUUID(), cause)))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> sessions.perform(admin, session -> {
                    new AccountRepository(session).delete(account.accountId(), cause);
                    throw new IllegalStateException("rolled back");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(entries()).isEmpty();
    }

    private Account account() {
        return sessions.transact(
                signUp, session -> new AccountRepository(session).create(email, "Ada", AccountRole.MEMBER));
    }

    private void changeRole(Account account, AccountRole role) {
        sessions.perform(
                admin,
                session ->
                        new AccountRepository(session).changeRole(account.accountId(), account.version(), role, cause));
    }

    private UUID invite() {
        return sessions.transact(
                        admin,
                        session -> new InvitationRepository(session).invite(email, AccountRole.MEMBER, WEEK, cause))
                .invitation()
                .invitationId();
    }

    /** The newest first. */
    private List<AuditEntry> entries() {
        return sessions.read(
                admin,
                session -> new AuditLog(session).list(PageRequest.first(50)).items());
    }
}
