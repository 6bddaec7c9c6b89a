package com.operanttechnologies.persistence;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.crypto.CustomerCipher;
import com.operanttechnologies.persistence.crypto.LookupKey;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.ExecuteListener;
import org.jooq.Query;
import org.jooq.impl.DefaultExecuteListenerProvider;

/** A session that remembers which statements went through it, so that a test can count and explain them. */
public final class ObservedSession implements TenantSession {

    private final TenantSession session;
    private final List<Query> statements = new ArrayList<>();

    public ObservedSession(TenantSession session) {
        this.session = session;
    }

    public List<Query> statements() {
        return List.copyOf(statements);
    }

    /** How PostgreSQL executes the only statement so far, as the runtime role. */
    public String plan() {
        if (statements.size() != 1) {
            throw new IllegalStateException("Expected one statement, got " + statements);
        }
        String sql = session.dsl().renderInlined(statements.get(0));
        String token = String.valueOf(session.dsl().fetchValue("select current_setting('operant.context')"));
        Login runtime = TestDatabase.database().login(DatabaseRole.RUNTIME);
        // EXPLAIN isn't for sessions, so on a connection of its own, under the same token.
        try (Connection connection = runtime.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select tenancy.bind('" + token + "', true)");
            StringBuilder plan = new StringBuilder();
            try (ResultSet rows = statement.executeQuery("explain " + sql)) {
                while (rows.next()) {
                    plan.append(rows.getString(1)).append('\n');
                }
            }
            return plan.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
