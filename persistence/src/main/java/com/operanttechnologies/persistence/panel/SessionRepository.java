package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.SESSION;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.SessionRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Signed-in sessions of the session's Customer's accounts (PAN-4). Each is a row here and a secret in the gateway,
 * which come and go in one transaction; a cookie is resolved by {@code Gateway.resolve(SecretKind.SESSION, cookie)},
 * whose subject is the account. As thread-bound as its session.
 */
public final class SessionRepository {

    /**
     * The longest life of a session without being extended: NIST SP 800-63B asks for signing in again every 30 days.
     */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** Sessions on the longest list. */
    public static final int LARGEST_LIST = 200;

    private final TenantSession session;
    private final GatewaySecrets secrets;

    public SessionRepository(TenantSession session) {
        this.session = session;
        this.secrets = new GatewaySecrets(session);
    }

    /**
     * Opens a session for an account that has just proved who it is.
     *
     * @param lifetime from now on, up to 30 days
     * @throws InvalidInputException when the lifetime is not positive, or longer
     * @throws com.operanttechnologies.persistence.error.NotFoundException when there is no such account
     */
    public OpenedSession open(UUID accountId, Duration lifetime) {
        Instant now = now();
        Instant expiresAt = now.plus(Require.duration("Lifetime of a session", lifetime, LONGEST));
        // Locked against deletion and revokeAll, which wait for this session and then see it.
        lockAccount(accountId, false);
        IssuedSecret cookie = secrets.issue(SecretKind.SESSION, accountId, expiresAt);
        Session opened = from(session.dsl()
                .insertInto(SESSION)
                .set(SESSION.CUSTOMER_ID, session.customerId())
                .set(SESSION.COOKIE_HASH, secrets.hash(SecretKind.SESSION, cookie.value()))
                .set(SESSION.ACCOUNT_ID, accountId)
                .set(SESSION.CREATED_AT, now.atOffset(ZoneOffset.UTC))
                .set(SESSION.EXPIRES_AT, expiresAt.atOffset(ZoneOffset.UTC))
                .returning()
                .fetchSingle());
        return new OpenedSession(opened, cookie);
    }

    /**
     * Moves the end of a session that hasn't ended yet.
     *
     * @param lifetime from now on, up to 30 days
     * @return the session as it is now; nothing when it has ended
     * @throws InvalidInputException when the lifetime is not positive, or longer
     */
    public Optional<Session> extend(String cookie, Duration lifetime) {
        Instant expiresAt = now().plus(Require.duration("Lifetime of a session", lifetime, LONGEST));
        Optional<Session> extended = session.dsl()
                .update(SESSION)
                .set(SESSION.EXPIRES_AT, expiresAt.atOffset(ZoneOffset.UTC))
                .where(
                        SESSION.COOKIE_HASH.eq(secrets.hash(SecretKind.SESSION, cookie)),
                        SESSION.EXPIRES_AT.gt(currentOffsetDateTime()))
                .returning()
                .fetchOptional(SessionRepository::from);
        return extended.filter(unused -> secrets.extend(SecretKind.SESSION, cookie, expiresAt));
    }

    /** The sessions of an account that haven't ended, newest first, at most {@value #LARGEST_LIST}. */
    public List<Session> list(UUID accountId) {
        return session.dsl()
                .selectFrom(SESSION)
                .where(SESSION.ACCOUNT_ID.eq(accountId), SESSION.EXPIRES_AT.gt(currentOffsetDateTime()))
                .orderBy(SESSION.CREATED_AT.desc(), SESSION.COOKIE_HASH.desc())
                .limit(LARGEST_LIST)
                .fetch(SessionRepository::from);
    }

    /** The handle of the session that a cookie belongs to, to find it in a list. */
    public SessionHandle handle(String cookie) {
        return SessionHandle.of(secrets.hash(SecretKind.SESSION, cookie));
    }

    /**
     * Ends one session of an account: its cookie resolves no more.
     *
     * @return false when the account has no such session
     */
    public boolean revoke(UUID accountId, SessionHandle handle) {
        int revoked = session.dsl()
                .deleteFrom(SESSION)
                .where(SESSION.ACCOUNT_ID.eq(accountId), SESSION.COOKIE_HASH.eq(handle.cookieHash()))
                .execute();
        if (revoked == 0) {
            return false;
        }
        secrets.revoke(SecretKind.SESSION, handle.cookieHash());
        return true;
    }

    /**
     * Ends all sessions of an account, as after a change of its password; those that are being opened at the same time
     * either end, too, or begin afterwards.
     *
     * @return how many there were
     * @throws com.operanttechnologies.persistence.error.NotFoundException when there is no such account
     */
    public long revokeAll(UUID accountId) {
        lockAccount(accountId, true);
        session.dsl()
                .deleteFrom(SESSION)
                .where(SESSION.ACCOUNT_ID.eq(accountId))
                .execute();
        return secrets.revokeSubject(SecretKind.SESSION, accountId);
    }

    private void lockAccount(UUID accountId, boolean exclusively) {
        var account = session.dsl().select(ACCOUNT.ACCOUNT_ID).from(ACCOUNT).where(ACCOUNT.ACCOUNT_ID.eq(accountId));
        if ((exclusively ? account.forUpdate() : account.forKeyShare()).fetch().isEmpty()) {
            throw AccountRepository.notFound(accountId);
        }
    }

    /** What the database keeps: microseconds. */
    private Instant now() {
        return session.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Session from(SessionRecord row) {
        return new Session(
                SessionHandle.of(row.getCookieHash()),
                row.getAccountId(),
                row.getCreatedAt().toInstant(),
                row.getExpiresAt().toInstant());
    }
}
