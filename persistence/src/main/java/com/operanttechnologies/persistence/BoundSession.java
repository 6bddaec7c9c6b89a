package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.crypto.CustomerCipher;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.internal.bind.Binding;
import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import com.operanttechnologies.persistence.internal.jooq.SessionConfiguration;
import com.operanttechnologies.persistence.internal.jooq.TenantTables;
import java.sql.Connection;
import java.time.Clock;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** A session on a bound connection. */
final class BoundSession implements TenantSession {

    private final TenantScope scope;
    private final Binding binding;
    private final Connection connection;
    private final TenantTables tables;
    private final ServerErrors errors;
    private final PersistenceConfig config;
    private @Nullable DSLContext dsl;
    private @Nullable CustomerCipher cipher;

    BoundSession(
            TenantScope scope,
            Binding binding,
            Connection connection,
            TenantTables tables,
            ServerErrors errors,
            PersistenceConfig config) {
        this.scope = scope;
        this.binding = binding;
        this.connection = connection;
        this.tables = tables;
        this.errors = errors;
        this.config = config;
    }

    @Override
    public TenantScope scope() {
        return scope;
    }

    @Override
    public DSLContext dsl() {
        binding.requireAlive();
        if (dsl == null) {
            dsl = SessionConfiguration.of(connection, tables, scope.customerId(), errors)
                    .dsl();
        }
        return dsl;
    }

    @Override
    public Connection connection() {
        binding.requireAlive();
        return connection;
    }

    @Override
    public CustomerCipher cipher() {
        binding.requireAlive();
        if (cipher == null) {
            cipher = config.wrappingKey().cipherFor(this);
        }
        return cipher;
    }

    @Override
    public LookupKey lookupKey() {
        return config.lookupKey();
    }

    @Override
    public Clock clock() {
        return config.clock();
    }

    @Override
    public String toString() {
        return "TenantSession[" + scope.requestId() + "]";
    }
}
