package com.operanttechnologies.persistence.gateway;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.crypto.TypedCode;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.tables.gateway.Routines;
import com.operanttechnologies.persistence.internal.tables.gateway.routines.ForgetSignIn;
import com.operanttechnologies.persistence.internal.tables.gateway.routines.Issue;
import com.operanttechnologies.persistence.internal.tables.gateway.routines.RegisterSignIn;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The secrets and sign-in addresses of the session's Customer, and of no other, as {@link Gateway} will resolve them.
 * The database keeps them only as hashes. Used by the repositories whose rows they belong to, in one transaction with
 * those rows. As thread-bound as its session.
 */
public final class GatewaySecrets {

    /** Wrong second halves that end a pairing code. */
    public static final int PAIRING_TRIES = 5;

    private final TenantSession session;

    public GatewaySecrets(TenantSession session) {
        this.session = session;
    }

    /**
     * Issues a new secret that resolves any number of times.
     *
     * @param expiresAt in the future, to the microsecond
     * @throws InvalidInputException when it is not in the future
     */
    public IssuedSecret issue(SecretKind kind, UUID subjectId, Instant expiresAt) {
        IssuedSecret secret = IssuedSecret.random();
        issue(kind, secret, subjectId, expiresAt, null);
        return secret;
    }

    /**
     * Issues a new secret that resolves a number of times.
     *
     * @param uses at least 1
     * @throws InvalidInputException when the expiry is not in the future, or there are no uses
     */
    public IssuedSecret issue(SecretKind kind, UUID subjectId, Instant expiresAt, int uses) {
        IssuedSecret secret = IssuedSecret.random();
        issue(kind, secret, subjectId, expiresAt, uses);
        return secret;
    }

    /**
     * Issues a pairing code, such as {@code 7K2QF-0XW9M}, that works once and stands {@value #PAIRING_TRIES} wrong
     * second halves; {@link Gateway#claimPairing} claims it.
     *
     * @throws InvalidInputException when the expiry is not in the future
     */
    public IssuedSecret issuePairing(UUID subjectId, Instant expiresAt) {
        OffsetDateTime until = inFuture(expiresAt);
        while (true) {
            IssuedSecret code = TypedCode.random();
            PairingCode halves =
                    PairingCode.parse(code.value(), session.lookupKey()).orElseThrow();
            // Some Customer may have a living code with the same first half: 1 in 33 million for each.
            if (Routines.issuePairing(
                    session.dsl().configuration(), halves.first(), halves.second(), subjectId, until, PAIRING_TRIES)) {
                return code;
            }
        }
    }

    private void issue(
            SecretKind kind, IssuedSecret secret, UUID subjectId, Instant expiresAt, @Nullable Integer uses) {
        if (uses != null && uses < 1) {
            throw new InvalidInputException("A secret needs at least 1 use, got " + uses);
        }
        Issue call = new Issue();
        call.setKind(kind.literal());
        call.setSecretHash(hash(kind, secret.value()));
        call.setSubjectId(subjectId);
        call.setExpiresAt(inFuture(expiresAt));
        if (uses != null) {
            call.setUses(uses);
        }
        call.execute(session.dsl().configuration());
    }

    /**
     * Moves the expiry of a secret that hasn't expired yet.
     *
     * @return false when there is none
     * @throws InvalidInputException when the expiry is not in the future
     */
    public boolean extend(SecretKind kind, String secret, Instant expiresAt) {
        return Routines.extend(session.dsl().configuration(), kind.literal(), hash(kind, secret), inFuture(expiresAt));
    }

    /**
     * Moves the expiry of all secrets of one kind of a subject that haven't expired yet.
     *
     * @return how many there were
     * @throws InvalidInputException when the expiry is not in the future
     */
    public long extendSubject(SecretKind kind, UUID subjectId, Instant expiresAt) {
        return Routines.extendSubject(session.dsl().configuration(), kind.literal(), subjectId, inFuture(expiresAt));
    }

    /**
     * Revokes one secret.
     *
     * @return false when there is none
     */
    public boolean revoke(SecretKind kind, String secret) {
        return revoke(kind, hash(kind, secret));
    }

    /**
     * Revokes one secret, of which the caller has only the {@link #hash}.
     *
     * @return false when there is none
     */
    public boolean revoke(SecretKind kind, byte[] secretHash) {
        return Routines.revoke(session.dsl().configuration(), kind.literal(), secretHash);
    }

    /**
     * Revokes all secrets of one kind of a subject.
     *
     * @return how many there were
     */
    public long revokeSubject(SecretKind kind, UUID subjectId) {
        return Routines.revokeSubject(session.dsl().configuration(), kind.literal(), subjectId);
    }

    /**
     * Revokes all secrets of one kind of many subjects.
     *
     * @return how many there were
     */
    public long revokeSubjects(SecretKind kind, Collection<UUID> subjectIds) {
        return subjectIds.isEmpty()
                ? 0
                : Routines.revokeSubjects(
                        session.dsl().configuration(), kind.literal(), subjectIds.toArray(UUID[]::new));
    }

    /** Lets an email address sign in to an account; once more changes nothing. */
    public void registerSignIn(EmailAddress email, UUID accountId) {
        RegisterSignIn call = new RegisterSignIn();
        call.setEmailHash(email.hash(session.lookupKey()));
        call.setAccountId(accountId);
        call.execute(session.dsl().configuration());
    }

    /** Takes an account out of sign-in, with every address that it had. */
    public void forgetSignIn(UUID accountId) {
        ForgetSignIn call = new ForgetSignIn();
        call.setAccountId(accountId);
        call.execute(session.dsl().configuration());
    }

    /** The hash that the database knows a secret by: 32 bytes that don't lead back to it. */
    public byte[] hash(SecretKind kind, String secret) {
        return session.lookupKey().hash(kind.literal(), secret);
    }

    private OffsetDateTime inFuture(Instant expiresAt) {
        if (!expiresAt.isAfter(session.clock().instant())) {
            throw new InvalidInputException("Expiry of a secret must be in the future, got " + expiresAt);
        }
        return expiresAt.atOffset(ZoneOffset.UTC);
    }
}
