package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.BACKUP_CODE;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.CREDENTIAL;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.ColumnAddress;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.internal.input.Require;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jooq.Condition;

/**
 * The second factor of the session's Customer's accounts: time-based codes of an authenticator app (PAN-3). The secret
 * is sealed for its row. How often a person may try is for the caller to limit. As thread-bound as its session.
 */
public final class TotpRepository {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final TenantSession session;

    public TotpRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Makes a new secret. It is asked for at sign-in only after {@link #confirm}; until then another call replaces it.
     *
     * @param issuer what the app shows above the code, such as the product's name, 1 to 200 characters
     * @throws InvalidInputException when the issuer is anything else
     * @throws NotFoundException when there is no such account, or it has no password yet
     * @throws RefusedException when the account has a confirmed secret: {@link #disable} it first
     */
    public TotpEnrolment enrol(UUID accountId, String issuer) {
        String email = session.dsl()
                .select(ACCOUNT.EMAIL)
                .from(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .fetchOptional(ACCOUNT.EMAIL)
                .orElseThrow(() -> AccountRepository.notFound(accountId));
        byte[] secret = new byte[Totp.SECRET_BYTES];
        RANDOM.nextBytes(secret);
        String uri = Totp.uri(Require.name("Issuer", issuer), email, secret);

        int enrolled = session.dsl()
                .update(CREDENTIAL)
                .set(CREDENTIAL.TOTP_SECRET, session.cipher().seal(address(accountId), secret))
                .set(CREDENTIAL.TOTP_LAST_STEP, 0L)
                .set(CREDENTIAL.UPDATED_AT, currentOffsetDateTime())
                // A session that was left open must not replace the factor that protects the account.
                .where(CREDENTIAL.ACCOUNT_ID.eq(accountId), CREDENTIAL.TOTP_CONFIRMED.isFalse())
                .execute();
        if (enrolled == 0) {
            throw isRequired(accountId)
                    ? new RefusedException("Account " + accountId + " has a confirmed second factor; disable it first")
                    : noPassword(accountId);
        }
        return new TotpEnrolment(IssuedSecret.of(Totp.base32(secret)), IssuedSecret.of(uri));
    }

    /**
     * Takes the first code, from when on sign-in asks for one.
     *
     * @return false when the code is wrong, or there is nothing to confirm
     */
    public boolean confirm(UUID accountId, String code) {
        return accept(accountId, code, CREDENTIAL.TOTP_CONFIRMED.isFalse());
    }

    /**
     * Whether this is a code of now, or of {@value Totp#WINDOW} step of 30 seconds before or after. Each is accepted
     * once, and none that is older than one accepted before, also under concurrent calls.
     *
     * @return false when the account has no confirmed secret, too: ask {@link #isRequired} first
     */
    public boolean verify(UUID accountId, String code) {
        return accept(accountId, code, CREDENTIAL.TOTP_CONFIRMED.isTrue());
    }

    /** Whether sign-in must ask for a code. */
    public boolean isRequired(UUID accountId) {
        return session.dsl()
                .fetchExists(CREDENTIAL, CREDENTIAL.ACCOUNT_ID.eq(accountId), CREDENTIAL.TOTP_CONFIRMED.isTrue());
    }

    /**
     * Forgets the secret and the backup codes: from now on sign-in asks for the password only.
     *
     * @throws NotFoundException when there is no such account, or it has no password yet
     */
    public void disable(UUID accountId) {
        int disabled = session.dsl()
                .update(CREDENTIAL)
                .setNull(CREDENTIAL.TOTP_SECRET)
                .set(CREDENTIAL.TOTP_CONFIRMED, false)
                .set(CREDENTIAL.TOTP_LAST_STEP, 0L)
                .set(CREDENTIAL.UPDATED_AT, currentOffsetDateTime())
                .where(CREDENTIAL.ACCOUNT_ID.eq(accountId))
                .execute();
        if (disabled == 0) {
            throw noPassword(accountId);
        }
        session.dsl()
                .deleteFrom(BACKUP_CODE)
                .where(BACKUP_CODE.ACCOUNT_ID.eq(accountId))
                .execute();
    }

    private boolean accept(UUID accountId, String code, Condition state) {
        Optional<byte[]> sealed = session.dsl()
                .select(CREDENTIAL.TOTP_SECRET)
                .from(CREDENTIAL)
                .where(CREDENTIAL.ACCOUNT_ID.eq(accountId), CREDENTIAL.TOTP_SECRET.isNotNull(), state)
                .fetchOptional(CREDENTIAL.TOTP_SECRET);
        if (sealed.isEmpty()) {
            return false;
        }
        byte[] secret = session.cipher().open(address(accountId), sealed.get());
        OptionalLong step = Totp.stepOf(secret, code, session.clock().instant());
        // One statement that checks and takes the step, so of two concurrent calls one finds it taken. The secret must
        // still be the one that the code was computed from.
        return step.isPresent()
                && session.dsl()
                                .update(CREDENTIAL)
                                .set(CREDENTIAL.TOTP_LAST_STEP, step.getAsLong())
                                .set(CREDENTIAL.TOTP_CONFIRMED, true)
                                .where(
                                        CREDENTIAL.ACCOUNT_ID.eq(accountId),
                                        CREDENTIAL.TOTP_SECRET.eq(sealed.get()),
                                        CREDENTIAL.TOTP_LAST_STEP.lt(step.getAsLong()),
                                        state)
                                .execute()
                        == 1;
    }

    static NotFoundException noPassword(UUID accountId) {
        return new NotFoundException("This Customer has no account " + accountId + " with a password; set one first");
    }

    static ColumnAddress address(UUID accountId) {
        return new ColumnAddress("panel.credential", "totp_secret", accountId);
    }
}
