package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.Optional;

/**
 * Enters the work emails of a Customer's accounts for sign-in, once it was imported: the gateway knows addresses by a
 * hash under the lookup key alone, which is the application's, so an archive can't hold them. People then set their
 * passwords anew.
 *
 * <p>Safe for use by several threads.
 */
public final class SignInAddresses {

    private final TenantDatabase database;

    /** @param database the application's, with the lookup key that people will sign in by */
    public SignInAddresses(TenantDatabase database) {
        this.database = database;
    }

    /**
     * Enters the address of every account, in transactions of a page each. What was entered already stays, so after an
     * interruption it is called again.
     *
     * @param scope a job's at the Customer
     * @return how many accounts the Customer has
     */
    public long enter(TenantScope scope) {
        long entered = 0;
        Optional<AccountCursor> after = Optional.empty();
        do {
            PageRequest<AccountCursor> request = new PageRequest<>(PageRequest.MAX_SIZE, after);
            Page<Account, AccountCursor> page = database.transact(scope, session -> {
                Page<Account, AccountCursor> accounts = new AccountRepository(session).list(request);
                GatewaySecrets secrets = new GatewaySecrets(session);
                accounts.items().forEach(account -> secrets.registerSignIn(account.email(), account.accountId()));
                return accounts;
            });
            entered += page.items().size();
            after = page.next();
        } while (after.isPresent());
        return entered;
    }
}
