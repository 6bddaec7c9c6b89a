package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.gateway.Gateway;
import com.operanttechnologies.persistence.internal.bind.Binding;
import com.operanttechnologies.persistence.internal.bind.BoundConnection;
import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import com.operanttechnologies.persistence.internal.bind.SigningKey;
import com.operanttechnologies.persistence.internal.bind.SigningKeySource;
import com.operanttechnologies.persistence.internal.bind.StatementGuard;
import com.operanttechnologies.persistence.internal.bind.TokenSigner;
import com.operanttechnologies.persistence.internal.jooq.SessionConfiguration;
import com.operanttechnologies.persistence.internal.jooq.TenantTables;
import com.operanttechnologies.persistence.internal.monitoring.HealthCheck;
import com.operanttechnologies.persistence.internal.monitoring.SessionCounters;
import com.operanttechnologies.persistence.internal.pool.ConnectionPool;
import com.operanttechnologies.persistence.internal.pool.LoginKind;
import com.operanttechnologies.persistence.internal.pool.RegisteredTables;
import com.operanttechnologies.persistence.internal.pool.SignerLogin;
import com.operanttechnologies.persistence.monitoring.DatabaseHealth;
import com.operanttechnologies.persistence.monitoring.DatabaseMetrics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The database as product teams use it: every unit of work is bound to one Customer. Open one for each application and
 * close it at the end; safe for use by any number of threads, virtual ones as well.
 *
 * <pre>{@code
 * try (TenantDatabase database = TenantDatabase.open(config)) {
 *     Dashboard dashboard = database.read(scope, session -> new DashboardRepository(session).get(dashboardId));
 * }
 * }</pre>
 */
public final class TenantDatabase implements AutoCloseable {

    private final PersistenceConfig config;
    private final ConnectionPool pool;
    private final TokenSigner signer;
    private final StatementGuard guard;
    private final ServerErrors errors;
    private final TenantTables tables;
    private final SessionCounters counters = new SessionCounters();
    private final HealthCheck health;

    private TenantDatabase(PersistenceConfig config, ConnectionPool pool, TokenSigner signer, TenantTables tables) {
        this.config = config;
        this.pool = pool;
        this.signer = signer;
        this.tables = tables;
        this.guard = new StatementGuard(tables::contains);
        this.errors = new ServerErrors(signer::distrustKey);
        this.health = new HealthCheck(pool, signer, config.tokenClock(), config.tokenLife());
    }

    /**
     * Connects, checks the login, and learns which tables are tenant tables. Tables that are protected later are
     * isolated by the database at once, and get the layer's predicate from the next opening on.
     *
     * @throws com.operanttechnologies.persistence.error.RefusedException when the login owns, bypasses, or could become
     *     a role that does; names everything that is wrong with it
     * @throws UnavailableException when the database can't be reached, or a login or the signing key is refused
     */
    public static TenantDatabase open(PersistenceConfig config) {
        SigningKeySource keys = signingKeys(config);
        TokenSigner signer = new TokenSigner(keys, config.tokenLife(), config.tokenClock());
        ConnectionPool pool = ConnectionPool.open(
                LoginKind.APPLICATION,
                config.url(),
                config.username(),
                config.password(),
                config.poolSize(),
                config.connectionTimeout());
        try {
            keys.current(); // Fails now rather than at the first request.
            return new TenantDatabase(config, pool, signer, RegisteredTables.read(pool));
        } catch (TenancyException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Reads for a scope, each statement in its own implicit transaction: one round trip for each. For several
     * statements on one snapshot, or a cursor, take {@link #transact}.
     *
     * @param <T> the result
     * @throws TenancyException what went wrong, see its subclasses; what the work throws is passed on
     */
    public <T extends @Nullable Object> T read(TenantScope scope, SessionFunction<T> work) {
        counters.read(scope.customerId());
        return counted(() -> {
            String token = signer.seal(scope);
            try (Connection raw = pool.borrow()) {
                return run(scope, raw, Binding.read(token), work);
            }
        });
    }

    /**
     * Works for a scope in one transaction, which commits when the work returns and rolls back when it throws. The bind
     * travels with the first statement, so n statements take n + 1 round trips, as without tenancy.
     *
     * <p>Where the connection is lost during the commit nobody knows whether it was carried out: an {@link
     * UnavailableException} of SQLState 08007 says so. After any other error nothing was committed.
     *
     * @param <T> the result
     * @throws TenancyException what went wrong, see its subclasses; what the work throws is passed on
     */
    public <T extends @Nullable Object> T transact(TenantScope scope, SessionFunction<T> work) {
        counters.transaction(scope.customerId());
        return counted(() -> {
            String token = signer.seal(scope);
            try (Connection raw = pool.borrow()) {
                raw.setAutoCommit(false);
                T result;
                try {
                    result = run(scope, raw, Binding.transaction(token), work);
                } catch (Throwable e) {
                    rollBack(raw, e);
                    throw e;
                }
                commit(raw);
                return result;
            }
        });
    }

    /** {@link #transact(TenantScope, SessionFunction)} for work without a result. */
    public void execute(TenantScope scope, SessionAction work) {
        transact(scope, session -> {
            work.accept(session);
            return true;
        });
    }

    /** What can be asked before a Customer is known. */
    public Gateway gateway() {
        return new Gateway(this::unscoped, config.lookupKey());
    }

    /** The clock that the layer tells the time by. */
    public Clock clock() {
        return config.clock();
    }

    /** What has been done since the opening, and the pool now; asks the database nothing, and costs next to nothing. */
    public DatabaseMetrics metrics() {
        return counters.with(pool.state());
    }

    /**
     * Whether the database serves, whether its clock and this JVM's agree, and how old the signing key is. One round trip on
     * a connection of the pool, for which it waits like a session does; never throws for what is wrong with the database.
     */
    public DatabaseHealth health() {
        return health.ask();
    }

    /** Closes the pool. Sessions that are still at work fail. */
    @Override
    public void close() {
        pool.close();
    }

    private <T extends @Nullable Object> T run(
            TenantScope scope, Connection raw, Binding binding, SessionFunction<T> work) {
        Connection connection = new BoundConnection(raw, binding, guard, errors).proxy();
        BoundSession session = new BoundSession(scope, binding, connection, tables, errors, config);
        try {
            return work.apply(session);
        } finally {
            binding.close();
            counters.bound(binding.binds());
        }
    }

    private <T extends @Nullable Object> T unscoped(Function<DSLContext, T> work) {
        counters.gatewayCall();
        return counted(() -> {
            Binding binding = Binding.unscoped();
            try (Connection raw = pool.borrow()) {
                Connection connection = new BoundConnection(raw, binding, guard, errors).proxy();
                return work.apply(
                        SessionConfiguration.unscoped(connection, errors).dsl());
            } finally {
                binding.close();
            }
        });
    }

    /** One session or call, whose error is counted. */
    private <T extends @Nullable Object> T counted(OnConnection<T> session) {
        try {
            return session.run();
        } catch (SQLException e) {
            TenancyException told = errors.translate(e);
            counters.failed(told);
            throw told;
        } catch (TenancyException e) {
            counters.failed(e);
            throw e;
        }
    }

    private interface OnConnection<T extends @Nullable Object> {
        T run() throws SQLException;
    }

    private void commit(Connection raw) throws SQLException {
        try {
            raw.commit();
        } catch (SQLException e) {
            TenancyException told = errors.translate(e);
            if (told instanceof UnavailableException) {
                throw new UnavailableException(
                        "The connection was lost during the commit, which may or may not have"
                                + " been carried out; read before you repeat the work",
                        SessionCounters.IN_DOUBT);
            }
            throw told;
        }
    }

    private static void rollBack(Connection raw, Throwable failure) {
        try {
            raw.rollback();
        } catch (SQLException e) {
            // The connection is broken, the pool drops it, and the server rolls back. The driver's text stays here.
            failure.addSuppressed(new SQLException("The rollback failed, too", e.getSQLState()));
        }
    }

    private static SigningKeySource signingKeys(PersistenceConfig config) {
        SigningKey fixed = config.signingKey();
        if (fixed != null) {
            return () -> fixed;
        }
        return new SignerLogin(config.url(), String.valueOf(config.signerUsername()), config.signerPassword());
    }
}
