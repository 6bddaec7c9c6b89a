package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.internal.bind.Binding;
import com.operanttechnologies.persistence.internal.bind.BoundConnection;
import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import com.operanttechnologies.persistence.internal.bind.StatementGuard;
import com.operanttechnologies.persistence.internal.jooq.SessionConfiguration;
import com.operanttechnologies.persistence.internal.jooq.TenantTables;
import com.operanttechnologies.persistence.internal.pool.ConnectionPool;
import com.operanttechnologies.persistence.internal.pool.JdbcUrl;
import com.operanttechnologies.persistence.internal.pool.LoginKind;
import com.operanttechnologies.persistence.internal.pool.RegisteredTables;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The database as a support tool uses it (SEC-5): reads one Customer, through the repositories of the products, under a
 * break-glass grant that one person has asked for and another one has approved ({@code operant-db support}). Each call
 * of {@link #read} is an entry in that Customer's audit log before anything is read. It reads accounts, what the
 * Customer has made, telemetry and usage; no credential, no bill, and it writes nothing: the database refuses all that,
 * not this class.
 *
 * <p>Safe for use by several threads. Open it with the login of the person who reads, as a grant is that person's.
 */
public final class SupportDatabase implements AutoCloseable {

    private static final int POOL_SIZE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ConnectionPool pool;
    private final TenantTables tables;
    private final StatementGuard guard;
    private final ServerErrors errors = new ServerErrors(error -> {});

    private SupportDatabase(ConnectionPool pool, TenantTables tables) {
        this.pool = pool;
        this.tables = tables;
        this.guard = new StatementGuard(tables::contains);
    }

    /**
     * Connects and checks the login.
     *
     * @param url {@code jdbc:postgresql://host:port/database}, as {@link PersistenceConfig} wants it
     * @param username a person's login that is a member of {@code operant_support} and of nothing else
     * @throws InvalidInputException when the URL says what it may not; names every fault
     * @throws RefusedException when the login is another one; names everything that is wrong with it
     * @throws UnavailableException when the database can't be reached or refuses the password
     */
    public static SupportDatabase open(String url, String username, String password) {
        List<String> faults = JdbcUrl.faults(url);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("The support login can't connect:\n  - " + String.join("\n  - ", faults));
        }
        ConnectionPool pool = ConnectionPool.open(LoginKind.SUPPORT, url, username, password, POOL_SIZE, PATIENCE);
        try {
            return new SupportDatabase(pool, RegisteredTables.readable(pool));
        } catch (TenancyException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Records a use of the grant and reads its Customer, each statement in its own implicit transaction. A use is good
     * for 15 minutes, or until the grant ends or is revoked, from the next statement on.
     *
     * @param grant what {@code operant-db support request} printed, once somebody else has approved it
     * @param requestId the tool's own id, for its logs; 1 to 100 characters
     * @param <T> the result
     * @throws RefusedException when this login has no such grant that is open, or the work reaches for what support
     *     doesn't read
     * @throws TenancyException what else went wrong, see its subclasses; what the work throws is passed on
     */
    public <T extends @Nullable Object> T read(UUID grant, String requestId, SessionFunction<T> work) {
        try (Connection raw = pool.borrow()) {
            Use use = use(raw, grant);
            TenantScope scope = TenantScope.job(use.customer(), "support", requestId);
            Binding binding = Binding.read(use.token());
            Connection connection = new BoundConnection(raw, binding, guard, errors).proxy();
            try {
                return work.apply(new SupportSession(
                        scope,
                        binding,
                        connection,
                        SessionConfiguration.of(connection, tables, use.customer(), errors)
                                .dsl()));
            } finally {
                binding.close();
            }
        } catch (SQLException e) {
            throw errors.translate(e);
        }
    }

    /** Closes the pool. Sessions that are still at work fail. */
    @Override
    public void close() {
        pool.close();
    }

    private record Use(String token, UUID customer) {}

    /** In a transaction of its own, so that it is on record whatever comes of the reading. */
    private Use use(Connection raw, UUID grant) {
        try (PreparedStatement statement =
                raw.prepareStatement("select o.token, o.customer_id from support.open(?) o")) {
            statement.setObject(1, grant);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Use(row.getString(1), row.getObject(2, UUID.class));
            }
        } catch (SQLException e) {
            if ("42501".equals(e.getSQLState())) {
                throw new RefusedException("This login has no open support grant " + grant + ": it wasn't approved, has"
                        + " ended, was revoked, or is somebody else's; operant-db support list tells");
            }
            throw errors.translate(e);
        }
    }
}
