package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.AccountRecord;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.ResultQuery;
import org.jooq.SelectSeekStep2;

/** The accounts of the session's Customer. As thread-bound as its session. */
public final class AccountRepository {

    /** Accounts on the largest page. */
    public static final int LARGEST_PAGE = 200;

    private static final String NAME = "Display name";

    private final TenantSession session;
    private final GatewaySecrets secrets;

    public AccountRepository(TenantSession session) {
        this.session = session;
        this.secrets = new GatewaySecrets(session);
    }

    /**
     * Creates an account, which may sign in as soon as it has a password.
     *
     * @param displayName the person's name, 1 to 200 characters
     * @throws InvalidInputException when the name is anything else
     * @throws com.operanttechnologies.persistence.error.DuplicateException when the Customer has an account with that
     *     email
     */
    public Account create(EmailAddress email, String displayName, AccountRole role) {
        Account account = from(session.dsl()
                .insertInto(ACCOUNT)
                .set(ACCOUNT.CUSTOMER_ID, session.customerId())
                .set(ACCOUNT.ACCOUNT_ID, UuidCreator.getTimeOrderedEpoch())
                .set(ACCOUNT.EMAIL, email.value())
                .set(ACCOUNT.DISPLAY_NAME, Names.require(NAME, displayName))
                .set(ACCOUNT.ROLE, role.literal())
                .returning()
                .fetchSingle());
        secrets.registerSignIn(email, account.accountId());
        return account;
    }

    /** The account with an id. */
    public Optional<Account> find(UUID accountId) {
        return session.dsl()
                .selectFrom(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .fetchOptional(AccountRepository::from);
    }

    /** The account with a work email. */
    public Optional<Account> findByEmail(EmailAddress email) {
        return session.dsl()
                .selectFrom(ACCOUNT)
                .where(ACCOUNT.EMAIL.eq(email.value()))
                .fetchOptional(AccountRepository::from);
    }

    /**
     * The first page of accounts by name, in the database's order of letters.
     *
     * @param limit accounts on the page, 1 to {@value #LARGEST_PAGE}
     * @throws InvalidInputException when the limit is anything else
     */
    public AccountPage list(int limit) {
        return page(byName().limit(oneMoreThan(limit)), limit);
    }

    /**
     * The page of accounts after another one. Accounts that come or go meanwhile shift no others from page to page.
     *
     * @param after where the page before ended
     * @param limit accounts on the page, 1 to {@value #LARGEST_PAGE}
     * @throws InvalidInputException when the limit is anything else
     */
    public AccountPage listAfter(AccountCursor after, int limit) {
        return page(byName().seek(after.displayName(), after.accountId()).limit(oneMoreThan(limit)), limit);
    }

    /**
     * Updates what a person may change of the own account (PAN-11).
     *
     * @param expectedVersion the version that the caller has read
     * @param displayName the person's name, 1 to 200 characters
     * @throws InvalidInputException when the name is anything else
     * @throws ConflictException when somebody changed the account meanwhile
     * @throws NotFoundException when there is no such account
     */
    public Account updateProfile(UUID accountId, long expectedVersion, String displayName, Theme theme) {
        return session.dsl()
                .update(ACCOUNT)
                .set(ACCOUNT.DISPLAY_NAME, Names.require(NAME, displayName))
                .set(ACCOUNT.THEME, theme.literal())
                .set(ACCOUNT.VERSION, ACCOUNT.VERSION.plus(1))
                .set(ACCOUNT.UPDATED_AT, currentOffsetDateTime())
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId), ACCOUNT.VERSION.eq(expectedVersion))
                .returning()
                .fetchOptional(AccountRepository::from)
                .orElseThrow(() -> new ConflictException(
                        "Account " + accountId,
                        expectedVersion,
                        find(accountId).orElseThrow(() -> notFound(accountId)).version()));
    }

    /**
     * Deletes an account with its credentials and sessions, and takes it out of sign-in.
     *
     * @throws NotFoundException when there is no such account
     */
    public void delete(UUID accountId) {
        int deleted = session.dsl()
                .deleteFrom(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .execute();
        if (deleted == 0) {
            throw notFound(accountId);
        }
        // After the row: deleting it has waited for every session that was being opened, so their cookies are seen now.
        secrets.revokeSubject(SecretKind.SESSION, accountId);
        secrets.forgetSignIn(accountId);
    }

    static NotFoundException notFound(UUID accountId) {
        return new NotFoundException(
                "This Customer has no account " + accountId + "; look it up by list or findByEmail");
    }

    private SelectSeekStep2<AccountRecord, String, UUID> byName() {
        return session.dsl().selectFrom(ACCOUNT).orderBy(ACCOUNT.DISPLAY_NAME, ACCOUNT.ACCOUNT_ID);
    }

    /** One account more than asked for, to know whether there is a next page. */
    private static int oneMoreThan(int limit) {
        if (limit < 1 || limit > LARGEST_PAGE) {
            throw new InvalidInputException("A page must have 1 to " + LARGEST_PAGE + " accounts, got " + limit);
        }
        return limit + 1;
    }

    private static AccountPage page(ResultQuery<AccountRecord> query, int limit) {
        List<Account> found = query.fetch(AccountRepository::from);
        if (found.size() <= limit) {
            return new AccountPage(found, Optional.empty());
        }
        Account last = found.get(limit - 1);
        return new AccountPage(
                found.subList(0, limit), Optional.of(new AccountCursor(last.displayName(), last.accountId())));
    }

    private static Account from(AccountRecord row) {
        return new Account(
                row.getAccountId(),
                new EmailAddress(row.getEmail()),
                row.getDisplayName(),
                AccountRole.of(row.getRole()),
                Theme.of(row.getTheme()),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant(),
                row.getVersion());
    }
}
