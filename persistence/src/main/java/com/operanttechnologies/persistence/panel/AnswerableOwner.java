package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ANSWERABLE_OWNER;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.RefusedException;
import java.util.Optional;
import java.util.UUID;

/**
 * The owner who answers for the session's Customer, and whom the database therefore lets go only after another one has
 * been named. Whoever is about to take an owner away locks that name first, so that such changes come one after
 * another.
 */
final class AnswerableOwner {

    private static final String OWNER = AccountRole.OWNER.literal();

    private final TenantSession session;

    AnswerableOwner(TenantSession session) {
        this.session = session;
    }

    Optional<UUID> current() {
        return session.dsl()
                .select(ANSWERABLE_OWNER.ACCOUNT_ID)
                .from(ANSWERABLE_OWNER)
                .fetchOptional(ANSWERABLE_OWNER.ACCOUNT_ID);
    }

    /** Names an owner where nobody is named yet. */
    void nameFirst(UUID owner) {
        session.dsl()
                .insertInto(ANSWERABLE_OWNER)
                .set(ANSWERABLE_OWNER.CUSTOMER_ID, session.customerId())
                .set(ANSWERABLE_OWNER.ACCOUNT_ID, owner)
                .onConflictDoNothing()
                .execute();
    }

    /** Whether this account is the one that is named; nobody else can be until the transaction ends. */
    boolean locked(UUID accountId) {
        return session.dsl()
                .select(ANSWERABLE_OWNER.ACCOUNT_ID)
                .from(ANSWERABLE_OWNER)
                .forNoKeyUpdate()
                .fetchOptional(ANSWERABLE_OWNER.ACCOUNT_ID)
                .filter(accountId::equals)
                .isPresent();
    }

    /** Names the longest-standing of the other owners. */
    void handOver(UUID from) {
        // Locked, so that an owner whom somebody takes away past the repositories is waited for, and passed over.
        UUID other = session.dsl()
                .select(ACCOUNT.ACCOUNT_ID)
                .from(ACCOUNT)
                .where(ACCOUNT.ROLE.eq(OWNER), ACCOUNT.ACCOUNT_ID.ne(from))
                .orderBy(ACCOUNT.ACCOUNT_ID)
                .limit(1)
                .forKeyShare()
                .fetchOptional(ACCOUNT.ACCOUNT_ID)
                .orElseThrow(() -> new RefusedException(
                        "Account " + from + " is the last owner of this Customer; make somebody else an owner first",
                        "23503"));
        set(other);
    }

    void name(UUID accountId) {
        AccountRole role = session.dsl()
                .select(ACCOUNT.ROLE)
                .from(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .forKeyShare()
                .fetchOptional(row -> AccountRole.of(row.value1()))
                .orElseThrow(() -> AccountRepository.notFound(accountId));
        if (role != AccountRole.OWNER) {
            throw new RefusedException(
                    "Account " + accountId + " is no owner of this Customer; give it that role first", "23503");
        }
        if (!set(accountId)) {
            nameFirst(accountId);
        }
    }

    private boolean set(UUID owner) {
        return session.dsl()
                        .update(ANSWERABLE_OWNER)
                        .set(ANSWERABLE_OWNER.ACCOUNT_ID, owner)
                        .execute()
                == 1;
    }
}
