package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.BACKUP_CODE;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.CREDENTIAL;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.crypto.TypedCode;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;

/**
 * One-time backup codes of the session's Customer's accounts, for when the authenticator app is lost (PAN-3). Kept as
 * hashes. How often a person may try is for the caller to limit. As thread-bound as its session.
 */
public final class BackupCodeRepository {

    private static final int HASHED_CHARACTERS = 64;

    private final TenantSession session;

    public BackupCodeRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Makes ten new codes, such as {@code 7K2QF-0XW9M}, and forgets the former ones.
     *
     * @return the codes, to be shown once
     * @throws com.operanttechnologies.persistence.error.NotFoundException when there is no such account, or it has no
     *     password yet
     */
    public List<IssuedSecret> replace(UUID accountId) {
        // Locked, so that of two sets made at once one replaces the other.
        boolean locked = session.dsl()
                .select(CREDENTIAL.ACCOUNT_ID)
                .from(CREDENTIAL)
                .where(CREDENTIAL.ACCOUNT_ID.eq(accountId))
                .forUpdate()
                .fetch()
                .isNotEmpty();
        if (!locked) {
            throw TotpRepository.noPassword(accountId);
        }
        session.dsl()
                .deleteFrom(BACKUP_CODE)
                .where(BACKUP_CODE.ACCOUNT_ID.eq(accountId))
                .execute();
        List<IssuedSecret> codes = BackupCodes.random();
        var insert = session.dsl()
                .insertInto(BACKUP_CODE, BACKUP_CODE.CUSTOMER_ID, BACKUP_CODE.ACCOUNT_ID, BACKUP_CODE.CODE_HASH);
        for (IssuedSecret code : codes) {
            insert = insert.values(session.customerId(), accountId, hash(accountId, code.value()));
        }
        insert.execute();
        return codes;
    }

    /**
     * Uses a code up.
     *
     * @param code as it was typed: hyphens, spaces and lower case don't matter, nor O for 0, or I and L for 1
     * @return whether it was an unused code of the account; true once only, also under concurrent calls
     */
    public boolean use(UUID accountId, String code) {
        if (code.length() > HASHED_CHARACTERS) {
            return false;
        }
        return session.dsl()
                        .update(BACKUP_CODE)
                        .set(BACKUP_CODE.USED_AT, session.clock().instant().atOffset(ZoneOffset.UTC))
                        .where(
                                BACKUP_CODE.ACCOUNT_ID.eq(accountId),
                                BACKUP_CODE.CODE_HASH.eq(hash(accountId, code)),
                                BACKUP_CODE.USED_AT.isNull())
                        .execute()
                == 1;
    }

    /** How many codes of the account are left. */
    public int remaining(UUID accountId) {
        return session.dsl()
                .fetchCount(BACKUP_CODE, BACKUP_CODE.ACCOUNT_ID.eq(accountId), BACKUP_CODE.USED_AT.isNull());
    }

    /** With the account in its purpose, so that a hash copied to another account is of no use there. */
    private byte[] hash(UUID accountId, String code) {
        return session.lookupKey().hash("backup-code:" + accountId, TypedCode.normalized(code));
    }
}
