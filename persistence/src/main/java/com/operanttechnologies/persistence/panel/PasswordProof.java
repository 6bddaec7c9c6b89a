package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import java.time.Instant;
import java.util.UUID;

/**
 * That somebody has just typed the right password of an account: what {@link SignIn} makes, and nobody else, and asks
 * for before it opens a session or looks at a second factor. Good for {@link SignIn#PROOF_LIFE}. Immutable and safe for
 * use by several threads.
 */
public final class PasswordProof {

    private final TenantScope scope;
    private final UUID accountId;
    private final Customer customer;
    private final boolean secondFactorNeeded;
    private final Instant expiresAt;
    private final IssuedSecret ticket;

    PasswordProof(
            TenantScope scope,
            UUID accountId,
            Customer customer,
            boolean secondFactorNeeded,
            Instant expiresAt,
            IssuedSecret ticket) {
        this.scope = scope;
        this.accountId = accountId;
        this.customer = customer;
        this.secondFactorNeeded = secondFactorNeeded;
        this.expiresAt = expiresAt;
        this.ticket = ticket;
    }

    /** The Customer that the account belongs to: for the person to choose, where one address has several. */
    public Customer customer() {
        return customer;
    }

    /** The account. */
    public UUID accountId() {
        return accountId;
    }

    /** Whether {@link SignIn#secondFactor} or {@link SignIn#backupCode} comes next, and not {@link SignIn#open}. */
    public boolean secondFactorNeeded() {
        return secondFactorNeeded;
    }

    /** When it is no longer good. */
    public Instant expiresAt() {
        return expiresAt;
    }

    /** The proof as a text, to be kept where the person's browser alone has it until {@link SignIn#resume}. */
    public IssuedSecret ticket() {
        return ticket;
    }

    TenantScope scope() {
        return scope;
    }

    @Override
    public String toString() {
        return "PasswordProof[account " + accountId + " of Customer " + customer.customerId() + "]";
    }
}
