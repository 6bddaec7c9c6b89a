package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.crypto.CustomerCipher;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.internal.bind.Binding;
import java.sql.Connection;
import java.time.Clock;
import org.jooq.DSLContext;

/** A session of support's: reads, and has no keys. */
final class SupportSession implements TenantSession {

    private final TenantScope scope;
    private final Binding binding;
    private final Connection connection;
    private final DSLContext dsl;

    SupportSession(TenantScope scope, Binding binding, Connection connection, DSLContext dsl) {
        this.scope = scope;
        this.binding = binding;
        this.connection = connection;
        this.dsl = dsl;
    }

    @Override
    public TenantScope scope() {
        return scope;
    }

    @Override
    public DSLContext dsl() {
        binding.requireAlive();
        return dsl;
    }

    @Override
    public Connection connection() {
        binding.requireAlive();
        return connection;
    }

    @Override
    public CustomerCipher cipher() {
        throw new RefusedException("Support opens no secret of a Customer, and has no key for it");
    }

    @Override
    public LookupKey lookupKey() {
        throw new RefusedException("Support looks nothing up by its secret, and has no key for it");
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public String toString() {
        return "SupportSession[" + scope.requestId() + "]";
    }
}
