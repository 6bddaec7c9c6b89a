package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.INVITATION;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditEvent;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.InvitationRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/**
 * Invitations to the session's Customer (PAN-6). A token is resolved by {@code Gateway.resolve(SecretKind.INVITATION,
 * token)}, whose subject is the invitation, until the invitation has been accepted or revoked or has expired: looking
 * at an invitation, or mistyping a password, doesn't use it up. Accepting does, once. As thread-bound as its session.
 */
public final class InvitationRepository {

    /** The longest time that an invitation can be accepted in. */
    public static final Duration LONGEST = Duration.ofDays(30);

    private final TenantSession session;
    private final GatewaySecrets secrets;

    public InvitationRepository(TenantSession session) {
        this.session = session;
        this.secrets = new GatewaySecrets(session);
    }

    /**
     * Invites a person. A former invitation of the same address that is still open is revoked: the newest counts, also
     * when several are made at once. Audited as {@code invitation.made}, and those that it revokes as {@code
     * invitation.revoked}.
     *
     * @param role what the account will be; who may invite to which is the product's to decide, see {@link
     *     AccountRole#includes}
     * @param lifetime from now on, up to 30 days
     * @throws InvalidInputException when the lifetime is not positive, or longer
     * @throws DuplicateException when the Customer has an account with that address
     */
    public IssuedInvitation invite(EmailAddress email, AccountRole role, Duration lifetime, AuditCause cause) {
        Instant now = now();
        Instant expiresAt = now.plus(Require.duration("Lifetime of an invitation", lifetime, LONGEST))
                .truncatedTo(ChronoUnit.MICROS);
        if (session.dsl().fetchExists(ACCOUNT, ACCOUNT.EMAIL.eq(email.value()))) {
            throw new DuplicateException(
                    "This Customer has an account with that email address already; change its role instead");
        }
        Optional<Invitation> made = Optional.empty();
        List<UUID> former = new ArrayList<>();
        // The one that somebody else is just making is waited for, and then revoked as any former one.
        while (made.isEmpty()) {
            former.addAll(revokeOffered(INVITATION.EMAIL.eq(email.value())));
            made = insert(email, role, now, expiresAt);
        }
        Invitation invitation = made.get();
        secrets.revokeSubjects(SecretKind.INVITATION, former);
        IssuedSecret token = secrets.issue(SecretKind.INVITATION, invitation.invitationId(), expiresAt);
        former.forEach(id -> record("revoked", id, cause, "{}"));
        record("made", invitation.invitationId(), cause, "{\"role\":\"" + role.literal() + "\"}");
        return new IssuedInvitation(invitation, token);
    }

    /**
     * Accepts an invitation: the person gets an account with the address and the role that it names. To be called under
     * a scope of the Customer that the token led to, such as {@code TenantScope.job(customerId, "invitation", …)}.
     * Audited as {@code invitation.accepted}, with the account.
     *
     * @param invitationId what the token led to
     * @param displayName the person's name, 1 to 200 characters
     * @throws NotFoundException when it was accepted, revoked or replaced, has expired or never was: all look alike
     * @throws InvalidInputException when the name is anything else, or the password too short; it stays open then
     * @throws DuplicateException when the Customer has an account with that address meanwhile; it stays open then
     */
    public Account accept(UUID invitationId, String displayName, Password password, AuditCause cause) {
        // One statement that checks and takes it, so of many at once one finds it open.
        InvitationRecord taken = session.dsl()
                .update(INVITATION)
                .set(INVITATION.STATE, InvitationState.ACCEPTED.literal())
                .set(INVITATION.ENDED_AT, offset(now()))
                .set(INVITATION.VERSION, INVITATION.VERSION.plus(1))
                .where(
                        INVITATION.INVITATION_ID.eq(invitationId),
                        INVITATION.STATE.eq(InvitationState.OFFERED.literal()),
                        INVITATION.EXPIRES_AT.gt(offset(now())))
                .returning()
                .fetchOptional()
                .orElseThrow(() -> new NotFoundException(
                        "This Customer has no open invitation " + invitationId + "; ask for another one"));
        secrets.revokeSubject(SecretKind.INVITATION, invitationId);
        Account account = new AccountRepository(session)
                .create(new EmailAddress(taken.getEmail()), displayName, AccountRole.of(taken.getRole()));
        new PasswordRepository(session).set(account.accountId(), password);
        record("accepted", invitationId, cause, "{\"account\":\"" + account.accountId() + "\"}");
        return account;
    }

    /**
     * Takes an invitation back: its token resolves no more. Audited as {@code invitation.revoked}.
     *
     * @return false when it was accepted or revoked already
     * @throws NotFoundException when there is no such invitation
     */
    public boolean revoke(UUID invitationId, AuditCause cause) {
        List<UUID> revoked = revokeOffered(INVITATION.INVITATION_ID.eq(invitationId));
        if (revoked.isEmpty() && find(invitationId).isEmpty()) {
            throw notFound(invitationId);
        }
        secrets.revokeSubjects(SecretKind.INVITATION, revoked);
        revoked.forEach(id -> record("revoked", id, cause, "{}"));
        return !revoked.isEmpty();
    }

    /**
     * Deletes an invitation, open or ended, with the address in it. Audited as {@code invitation.deleted}.
     *
     * @throws NotFoundException when there is no such invitation
     */
    public void delete(UUID invitationId, AuditCause cause) {
        int deleted = session.dsl()
                .deleteFrom(INVITATION)
                .where(INVITATION.INVITATION_ID.eq(invitationId))
                .execute();
        if (deleted == 0) {
            throw notFound(invitationId);
        }
        secrets.revokeSubject(SecretKind.INVITATION, invitationId);
        record("deleted", invitationId, cause, "{}");
    }

    /** The invitation with an id: what a token led to. */
    public Optional<Invitation> find(UUID invitationId) {
        return session.dsl()
                .selectFrom(INVITATION)
                .where(INVITATION.INVITATION_ID.eq(invitationId))
                .fetchOptional(InvitationRepository::from);
    }

    /** Lists invitations that are in a state, the newest first. What has expired is among those offered. */
    public Page<Invitation, InvitationCursor> list(InvitationState state, PageRequest<InvitationCursor> request) {
        // One row comparison, as the index invitation_by_time can start right there.
        Condition before = request.after()
                .map(cursor -> row(INVITATION.CREATED_AT, INVITATION.INVITATION_ID)
                        .lt(offset(cursor.createdAt()), cursor.invitationId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(INVITATION)
                        .where(INVITATION.STATE.eq(state.literal()))
                        .and(before)
                        .orderBy(INVITATION.CREATED_AT.desc(), INVITATION.INVITATION_ID.desc())
                        .limit(request.fetchSize())
                        .fetch(InvitationRepository::from),
                request,
                last -> new InvitationCursor(last.createdAt(), last.invitationId()));
    }

    /** Without the address: the audit log is kept when that has been deleted. */
    private void record(String what, UUID invitationId, AuditCause cause, String details) {
        new AuditLog(session)
                .append(new AuditEvent("invitation." + what, "invitation", invitationId.toString(), cause, details));
    }

    private Optional<Invitation> insert(EmailAddress email, AccountRole role, Instant now, Instant expiresAt) {
        return session.dsl()
                .insertInto(INVITATION)
                .set(INVITATION.CUSTOMER_ID, session.customerId())
                .set(INVITATION.INVITATION_ID, UuidCreator.getTimeOrderedEpoch())
                .set(INVITATION.EMAIL, email.value())
                .set(INVITATION.ROLE, role.literal())
                .set(INVITATION.CREATED_AT, offset(now))
                .set(INVITATION.EXPIRES_AT, offset(expiresAt))
                .onConflictDoNothing()
                .returning()
                .fetchOptional(InvitationRepository::from);
    }

    private List<UUID> revokeOffered(Condition which) {
        return session.dsl()
                .update(INVITATION)
                .set(INVITATION.STATE, InvitationState.REVOKED.literal())
                .set(INVITATION.ENDED_AT, offset(now()))
                .set(INVITATION.VERSION, INVITATION.VERSION.plus(1))
                .where(which, INVITATION.STATE.eq(InvitationState.OFFERED.literal()))
                .returning(INVITATION.INVITATION_ID)
                .fetch(INVITATION.INVITATION_ID);
    }

    /** What the database keeps: microseconds. */
    private Instant now() {
        return session.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime offset(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static NotFoundException notFound(UUID invitationId) {
        return new NotFoundException(
                "This Customer has no invitation " + invitationId + "; list its invitations to see which it has");
    }

    private static Invitation from(InvitationRecord row) {
        return new Invitation(
                row.getInvitationId(),
                new EmailAddress(row.getEmail()),
                AccountRole.of(row.getRole()),
                InvitationState.of(row.getState()),
                row.getInvitedBy(),
                row.getCreatedAt().toInstant(),
                row.getExpiresAt().toInstant(),
                Optional.ofNullable(row.getEndedAt()).map(OffsetDateTime::toInstant),
                row.getVersion());
    }
}
