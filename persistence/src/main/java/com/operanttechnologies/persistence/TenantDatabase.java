package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.error.NoScopeException;
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
import com.operanttechnologies.persistence.internal.pool.Standby;
import com.operanttechnologies.persistence.monitoring.DatabaseHealth;
import com.operanttechnologies.persistence.monitoring.DatabaseMetrics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
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
    private final CommitTokens commits;
    private final @Nullable Standby standby;
    private final StandbyReads standbyReads;

    private TenantDatabase(
            PersistenceConfig config,
            ConnectionPool pool,
            TokenSigner signer,
            TenantTables tables,
            @Nullable Standby standby) {
        this.config = config;
        this.pool = pool;
        this.signer = signer;
        this.tables = tables;
        this.guard = new StatementGuard(tables::contains);
        this.errors = new ServerErrors(error -> {
            if (error instanceof NoScopeException) {
                signer.distrustKey();
            }
        });
        this.health = new HealthCheck(pool, signer, config.tokenClock(), config.tokenLife(), standby);
        this.commits = new CommitTokens(config.lookupKey());
        this.standby = standby;
        this.standbyReads = new StandbyReads(standby, pool, counters, config.connectionTimeout());
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
            return new TenantDatabase(config, pool, signer, RegisteredTables.read(pool), standby(config));
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
                return run(scope, raw, Binding.read(token), errors, work);
            }
        });
    }

    /**
     * Reads for a scope as {@link #read(TenantScope, SessionFunction)} does, from the standby where that is new enough,
     * which its server checks before each statement, in the same round trip. The primary answers instead where the
     * standby is behind, down or busy, gives up a query that stands in the way of its replay, or refuses a statement
     * for any reason that may be out of date, such as a table, a grant or a signing key that it doesn't know yet.
     * Without {@link PersistenceConfig.Builder#replica} it always does.
     *
     * <p>The next read may be answered by another server, and so be older than this one by as much as the freshness
     * allows. A statement that runs into its timeout at the standby isn't repeated.
     *
     * @param work may be called again, from its beginning, so it should do nothing but read; also when it has caught
     *     the standby's refusal and returned something, or wrapped it in an exception of its own
     * @param <T> the result
     * @throws UnavailableException when the freshness asks for {@link Freshness#onlyFromStandby} and there is none that
     *     is new enough, with SQLState OP425 when it is behind
     * @throws TenancyException as {@link #read(TenantScope, SessionFunction)}
     */
    public <T extends @Nullable Object> T read(TenantScope scope, Freshness freshness, SessionFunction<T> work) {
        counters.read(scope.customerId());
        Optional<String> after = freshness.commit().flatMap(commits::open);
        // Of a token that isn't ours nobody knows whether a standby has it.
        boolean known = after.isPresent() || freshness.commit().isEmpty();
        return counted(() -> standbyReads.read(
                freshness,
                known,
                () -> signer.seal(scope),
                (raw, token, told) ->
                        run(scope, raw, Binding.standby(token, freshness.interval(), after.orElse(null)), told, work),
                (raw, token) -> run(scope, raw, Binding.read(token), errors, work)));
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
        return counted(() -> transact(scope, Binding.transaction(signer.seal(scope)), work));
    }

    /**
     * Works for a scope as {@link #transact(TenantScope, SessionFunction)} does, in as many round trips, and names the
     * commit for reads that have to see what it has written, {@link Freshness#after}. The transaction takes a number
     * even when it writes nothing.
     *
     * @param <T> the work's result
     * @throws TenancyException as {@link #transact(TenantScope, SessionFunction)}
     */
    public <T extends @Nullable Object> Committed<T> commit(TenantScope scope, SessionFunction<T> work) {
        counters.transaction(scope.customerId());
        return counted(() -> {
            Binding binding = Binding.toldTransaction(signer.seal(scope));
            T result = transact(scope, binding, work);
            return new Committed<>(result, commits.seal(binding.commit()));
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
        return counters.with(pool.state(), Optional.ofNullable(standby).map(Standby::state));
    }

    /**
     * Whether the database serves, whether its clock and this JVM's agree, how old the signing key is, and how the
     * standby is. One round trip to each server, on a connection of its pool, for which it waits like a session does;
     * five seconds for each answer at most. Never throws for what is wrong with them.
     */
    public DatabaseHealth health() {
        return health.ask();
    }

    /** Closes the pools. Sessions that are still at work fail. */
    @Override
    public void close() {
        pool.close();
        if (standby != null) {
            standby.close();
        }
    }

    private <T extends @Nullable Object> T transact(TenantScope scope, Binding binding, SessionFunction<T> work)
            throws SQLException {
        try (Connection raw = pool.borrow()) {
            raw.setAutoCommit(false);
            T result;
            try {
                result = run(scope, raw, binding, errors, work);
            } catch (Throwable e) {
                rollBack(raw, e);
                throw e;
            }
            commit(raw);
            return result;
        }
    }

    private <T extends @Nullable Object> T run(
            TenantScope scope, Connection raw, Binding binding, ServerErrors errors, SessionFunction<T> work)
            throws SQLException {
        BoundConnection connection = new BoundConnection(raw, binding, guard, errors);
        BoundSession session = new BoundSession(scope, binding, connection.proxy(), tables, errors, config);
        try {
            T result = work.apply(session);
            connection.bindForCommit();
            return result;
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

    private static @Nullable Standby standby(PersistenceConfig config) {
        String url = config.replica();
        return url == null ? null : Standby.open(url, config.username(), config.password(), config.poolSize());
    }

    private static SigningKeySource signingKeys(PersistenceConfig config) {
        SigningKey fixed = config.signingKey();
        if (fixed != null) {
            return () -> fixed;
        }
        return new SignerLogin(config.url(), String.valueOf(config.signerUsername()), config.signerPassword());
    }
}
