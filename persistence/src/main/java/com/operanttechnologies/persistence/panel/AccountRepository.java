package com.operanttechnologies.persistence.panel;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.ACCOUNT;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.UNSUBSCRIBE_LINK;
import static org.jooq.impl.DSL.currentOffsetDateTime;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditEvent;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.AccountRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/** The accounts of the session's Customer. As thread-bound as its session. */
public final class AccountRepository {

    private static final String NAME = "Display name";
    private static final String OBJECT = "account";

    private final TenantSession session;
    private final GatewaySecrets secrets;
    private final AnswerableOwner answerable;
    private final AuditLog audit;

    public AccountRepository(TenantSession session) {
        this.session = session;
        this.secrets = new GatewaySecrets(session);
        this.answerable = new AnswerableOwner(session);
        this.audit = new AuditLog(session);
    }

    /**
     * Creates an account, which may sign in as soon as it has a password. The Customer's first owner answers for it.
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
                .set(ACCOUNT.DISPLAY_NAME, Require.name(NAME, displayName))
                .set(ACCOUNT.ROLE, role.literal())
                .returning()
                .fetchSingle());
        if (role == AccountRole.OWNER) {
            answerable.nameFirst(account.accountId());
        }
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
     * Lists accounts by name, in the database's order of letters, and by id where names are the same. Accounts that
     * come or go meanwhile shift no others from page to page.
     */
    public Page<Account, AccountCursor> list(PageRequest<AccountCursor> request) {
        var byName = session.dsl().selectFrom(ACCOUNT).orderBy(ACCOUNT.DISPLAY_NAME, ACCOUNT.ACCOUNT_ID);
        var fromThere = request.after()
                .map(after ->
                        byName.seek(after.displayName(), after.accountId()).limit(request.fetchSize()))
                .orElseGet(() -> byName.limit(request.fetchSize()));
        return Page.of(
                fromThere.fetch(AccountRepository::from),
                request,
                last -> new AccountCursor(last.displayName(), last.accountId()));
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
        return change(
                accountId,
                expectedVersion,
                Map.of(ACCOUNT.DISPLAY_NAME, Require.name(NAME, displayName), ACCOUNT.THEME, theme.literal()));
    }

    /**
     * Gives an account another work email, which it signs in with from now on, and with the former one no more.
     * Sessions that are open stay. That the address is the person's is the product's to find out first. Audited as
     * {@code account.email_changed}, without the addresses.
     *
     * @param expectedVersion the version that the caller has read
     * @throws com.operanttechnologies.persistence.error.DuplicateException when the Customer has an account with that
     *     email
     * @throws ConflictException when somebody changed the account meanwhile
     * @throws NotFoundException when there is no such account
     */
    public Account changeEmail(UUID accountId, long expectedVersion, EmailAddress email, AuditCause cause) {
        Account changed = change(accountId, expectedVersion, Map.of(ACCOUNT.EMAIL, email.value()));
        secrets.forgetSignIn(accountId);
        secrets.registerSignIn(email, accountId);
        audit.append(AuditEvent.of("account.email_changed", OBJECT, accountId.toString(), cause));
        return changed;
    }

    /**
     * Gives an account another role (PAN-6). Who may give which is the product's to decide; see {@link
     * AccountRole#includes}. A Customer keeps an owner: where the account answers for it, another owner does from now
     * on. Audited as {@code account.role_changed}.
     *
     * @param expectedVersion the version that the caller has read
     * @throws RefusedException when the account is the Customer's last owner
     * @throws ConflictException when somebody changed the account meanwhile
     * @throws NotFoundException when there is no such account
     */
    public Account changeRole(UUID accountId, long expectedVersion, AccountRole role, AuditCause cause) {
        AccountRole before =
                find(accountId).orElseThrow(() -> notFound(accountId)).role();
        if (role != AccountRole.OWNER && answerable.locked(accountId)) {
            if (version(accountId) != expectedVersion) {
                throw missed(accountId, expectedVersion);
            }
            answerable.handOver(accountId);
        }
        Account changed = change(accountId, expectedVersion, Map.of(ACCOUNT.ROLE, role.literal()));
        if (role == AccountRole.OWNER) {
            answerable.nameFirst(accountId);
        }
        // Nobody has changed the role in between, as the version is the one that the caller has read.
        String details = "{\"from\":\"%s\",\"to\":\"%s\"}".formatted(before.literal(), role.literal());
        audit.append(new AuditEvent("account.role_changed", OBJECT, accountId.toString(), cause, details));
        return changed;
    }

    /** The owner who answers for the Customer; nobody before its first owner. */
    public Optional<Account> answerableOwner() {
        return answerable.current().flatMap(this::find);
    }

    /**
     * Has another owner answer for the Customer.
     *
     * @throws RefusedException when the account is no owner
     * @throws NotFoundException when there is no such account
     */
    public void makeAnswerable(UUID accountId) {
        answerable.name(accountId);
    }

    /**
     * Deletes an account with its credentials and sessions, and takes it out of sign-in; no secret that was issued for
     * it resolves any more. Where it answers for the Customer, another owner does from now on. Audited as {@code
     * account.deleted}.
     *
     * @throws RefusedException when it is the Customer's last owner
     * @throws NotFoundException when there is no such account
     */
    public void delete(UUID accountId, AuditCause cause) {
        if (answerable.locked(accountId)) {
            answerable.handOver(accountId);
        }
        // Locked before anything of it is looked for: that waits for every session that is being opened and every link
        // that
        // is being issued, so that all of its secrets are seen.
        boolean exists = session.dsl()
                .select(ACCOUNT.ACCOUNT_ID)
                .from(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .forUpdate()
                .fetchOptional()
                .isPresent();
        if (!exists) {
            throw notFound(accountId);
        }
        List<UUID> links = session.dsl()
                .select(UNSUBSCRIBE_LINK.LINK_ID)
                .from(UNSUBSCRIBE_LINK)
                .where(UNSUBSCRIBE_LINK.ACCOUNT_ID.eq(accountId))
                .fetch(UNSUBSCRIBE_LINK.LINK_ID);
        session.dsl()
                .deleteFrom(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .execute();
        secrets.revokeSubject(SecretKind.SESSION, accountId);
        secrets.revokeSubjects(SecretKind.UNSUBSCRIBE, links);
        secrets.forgetSignIn(accountId);
        audit.append(AuditEvent.of("account.deleted", OBJECT, accountId.toString(), cause));
    }

    private Account change(UUID accountId, long expectedVersion, Map<? extends Field<?>, ?> changes) {
        return session.dsl()
                .update(ACCOUNT)
                .set(changes)
                .set(ACCOUNT.VERSION, ACCOUNT.VERSION.plus(1))
                .set(ACCOUNT.UPDATED_AT, currentOffsetDateTime())
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId), ACCOUNT.VERSION.eq(expectedVersion))
                .returning()
                .fetchOptional(AccountRepository::from)
                .orElseThrow(() -> missed(accountId, expectedVersion));
    }

    private RuntimeException missed(UUID accountId, long expectedVersion) {
        Long current = session.dsl()
                .select(ACCOUNT.VERSION)
                .from(ACCOUNT)
                .where(ACCOUNT.ACCOUNT_ID.eq(accountId))
                .fetchOne(ACCOUNT.VERSION);
        return OptimisticLock.missed("Account " + accountId, expectedVersion, current, () -> notFound(accountId));
    }

    private long version(UUID accountId) {
        return find(accountId).orElseThrow(() -> notFound(accountId)).version();
    }

    static NotFoundException notFound(UUID accountId) {
        return new NotFoundException(
                "This Customer has no account " + accountId + "; look it up by list or findByEmail");
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
