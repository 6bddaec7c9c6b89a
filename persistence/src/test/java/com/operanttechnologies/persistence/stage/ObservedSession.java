package com.operanttechnologies.persistence.stage;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.CustomerCipher;
import com.operanttechnologies.persistence.crypto.LookupKey;
import java.sql.Connection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.ExecuteListener;
import org.jooq.Query;
import org.jooq.impl.DefaultExecuteListenerProvider;

/** A session that remembers which statements went through it, so that a test can count and explain them. */
final class ObservedSession implements TenantSession {

    private final TenantSession session;
    private final List<Query> statements = new ArrayList<>();

    ObservedSession(TenantSession session) {
        this.session = session;
    }

    List<Query> statements() {
        return List.copyOf(statements);
    }

    /** How PostgreSQL executes the only statement so far, as the runtime role. */
    String plan() {
        if (statements.size() != 1) {
            throw new IllegalStateException("Expected one statement, got " + statements);
        }
        return session.dsl().explain(statements.get(0)).plan();
    }

    @Override
    public DSLContext dsl() {
        return session.dsl()
                .configuration()
                .deriveAppending(new DefaultExecuteListenerProvider(ExecuteListener.onStart(context -> {
                    Query query = context.query();
                    if (query != null) {
                        statements.add(query);
                    }
                })))
                .dsl();
    }

    @Override
    public TenantScope scope() {
        return session.scope();
    }

    @Override
    public Connection connection() {
        return session.connection();
    }

    @Override
    public CustomerCipher cipher() {
        return session.cipher();
    }

    @Override
    public LookupKey lookupKey() {
        return session.lookupKey();
    }

    @Override
    public Clock clock() {
        return session.clock();
    }
}
