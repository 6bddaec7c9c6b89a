package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.CREDENTIAL;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.util.UUID;

/**
 * Passwords of the session's Customer's accounts, kept as Argon2id hashes only (PAN-2). As thread-bound as its session.
 */
public final class PasswordRepository {

    private final TenantSession session;

    public PasswordRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Sets or replaces the password of an account. Sessions that are open stay open: see {@link
     * SessionRepository#revokeAll}.
     *
     * @throws InvalidInputException when it is shorter than {@value Password#SHORTEST} characters
     * @throws NotFoundException when there is no such account
     */
    public void set(UUID accountId, Password password) {
        if (password.length() < Password.SHORTEST) {
            throw new InvalidInputException(
                    "Password must have at least " + Password.SHORTEST + " characters; 15 or more are recommended");
        }
        // Hashed before anything is locked.
        String hash = PasswordHashing.hash(password);
        if (!session.dsl().fetchExists(ACCOUNT, ACCOUNT.ACCOUNT_ID.eq(accountId))) {
            throw AccountRepository.notFound(accountId);
        }
        session.dsl()
                .insertInto(CREDENTIAL)
                .set(CREDENTIAL.CUSTOMER_ID, session.customerId())
                .set(CREDENTIAL.ACCOUNT_ID, accountId)
                .set(CREDENTIAL.PASSWORD_HASH, hash)
                .onConflict(CREDENTIAL.CUSTOMER_ID, CREDENTIAL.ACCOUNT_ID)
                .doUpdate()
                .set(CREDENTIAL.PASSWORD_HASH, hash)
                .set(CREDENTIAL.UPDATED_AT, currentOffsetDateTime())
                .execute();
    }

    /**
     * Whether this is the account's password. Takes the time of one hash, also when the account has no password or
     * doesn't exist. A hash with weaker parameters than today's is replaced, so the session must be one that may write.
     */
    public boolean verify(UUID accountId, Password password) {
        String stored = session.dsl()
                .select(CREDENTIAL.PASSWORD_HASH)
                .from(CREDENTIAL)
                .where(CREDENTIAL.ACCOUNT_ID.eq(accountId))
                .fetchOne(CREDENTIAL.PASSWORD_HASH);
        if (stored == null) {
            return verifyNobody(password);
        }
        if (!PasswordHashing.matches(password, stored)) {
            return false;
        }
        if (PasswordHashing.outdated(stored)) {
            rehash(accountId, password, stored);
        }
        return true;
    }

    /**
     * Takes the time of {@link #verify} and is false always: for a sign-in whose address nobody has, so that its
     * duration doesn't tell.
     */
    public static boolean verifyNobody(Password password) {
        return PasswordHashing.matchesNobody(password);
    }

    /** Only while the hash is the one that was verified: a password that was changed meanwhile must not come back. */
    private void rehash(UUID accountId, Password password, String verified) {
        session.dsl()
                .update(CREDENTIAL)
                .set(CREDENTIAL.PASSWORD_HASH, PasswordHashing.hash(password))
                .set(CREDENTIAL.UPDATED_AT, currentOffsetDateTime())
                .where(CREDENTIAL.ACCOUNT_ID.eq(accountId), CREDENTIAL.PASSWORD_HASH.eq(verified))
                .execute();
    }
}
