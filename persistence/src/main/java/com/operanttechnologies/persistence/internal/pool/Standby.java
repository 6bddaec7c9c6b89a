package com.operanttechnologies.persistence.internal.pool;

import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import com.operanttechnologies.persistence.monitoring.PoolState;
import com.operanttechnologies.persistence.monitoring.StandbyHealth;
import com.operanttechnologies.persistence.monitoring.StandbyHealth.State;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to a standby, without which one can do: nobody waits long for one, and while it is down, busy or no
 * standby any more, it is let alone. Safe for use by several threads.
 */
public final class Standby implements AutoCloseable {

    /** SQLState of {@link #borrow} when none can be had. */
    public static final String NO_CONNECTION = "08001";

    /** How long to wait for a connection. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** How long to do without after there was none. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How long to wait for an answer about the standby itself. */
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private static final String HEALTH = """
            select pg_catalog.pg_is_in_recovery(),
                   extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()) * 1000
            """;

    private static final Logger LOG = LoggerFactory.getLogger(Standby.class);

    private final ConnectionPool pool;
    private final AtomicLong triedAt = new AtomicLong();
    private volatile boolean trusted;
    /** Why it is let alone; null while it isn't. */
    private volatile @Nullable TenancyException down;

    private Standby(ConnectionPool pool) {
        this.pool = pool;
    }

    /**
     * Opens a pool, and checks the login unless the standby is down: then that is done before it is used.
     *
     * @throws RefusedException when the login could leave its Customer
     */
    public static Standby open(String url, String username, String password, int size) {
        Standby standby = new Standby(ConnectionPool.unconnected(url, username, password, size, PATIENCE));
        try (Connection first = standby.borrow()) {
            LOG.debug("Connected to the standby ({})", first.isReadOnly());
        } catch (RefusedException e) {
            standby.close();
            throw e;
        } catch (UnavailableException | SQLException e) {
            LOG.debug("Opened without the standby");
        }
        return standby;
    }

    /**
     * A connection in autocommit, which the caller closes.
     *
     * @throws UnavailableException when none can be had soon, or it is let alone; with the SQLState of why
     * @throws RefusedException as {@link #open}
     */
    public Connection borrow() {
        TenancyException reason = down;
        if (reason != null) {
            // One tries while the others do without.
            long last = triedAt.get();
            long now = System.nanoTime();
            if (now - last < PAUSE.toNanos() || !triedAt.compareAndSet(last, now)) {
                throw new UnavailableException(String.valueOf(reason.getMessage()), reason.sqlState());
            }
        }
        try {
            requireTrusted();
            if (reason != null) {
                requireStandby();
            }
            Connection connection = pool.borrow();
            if (reason != null) {
                down = null;
                LOG.info("The standby is back");
            }
            return connection;
        } catch (RefusedException e) {
            letAlone(e);
            throw e;
        } catch (SQLException e) {
            UnavailableException none = noAnswer(e);
            letAlone(none);
            throw none;
        } catch (UnavailableException e) {
            UnavailableException none = new UnavailableException(
                    "The standby can't be reached, or all connections to it are in use", NO_CONNECTION);
            PoolState now = pool.state();
            if (now.active() + now.idle() == 0) {
                letAlone(none);
            }
            throw none;
        }
    }

    private static UnavailableException noAnswer(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return new UnavailableException(
                "The standby doesn't answer (SQLState " + state + ")",
                state.matches("null|08.*|57P.*") ? NO_CONNECTION : state);
    }

    /**
     * Closes a connection to what is no standby any more, so that the next one may lead elsewhere, and lets the standby
     * alone for a while: or each read would log in once more to what may be the primary now.
     *
     * @param reason the refusal that it met
     */
    public void evict(Connection connection, TenancyException reason) {
        pool.evict(connection);
        letAlone(reason);
    }

    /** How many connections there are and what for. */
    public PoolState state() {
        return pool.state();
    }

    /** Asks the standby how it is, also while it is let alone: 5 seconds at most for each answer. */
    public StandbyHealth health() {
        try {
            requireTrusted();
            return ask();
        } catch (RefusedException e) {
            return new StandbyHealth(
                    State.REFUSED, Optional.empty(), Optional.of(String.valueOf(e.getMessage())), state());
        } catch (UnavailableException | SQLException e) {
            return new StandbyHealth(State.UNREACHABLE, Optional.empty(), Optional.empty(), state());
        }
    }

    private StandbyHealth ask() throws SQLException {
        try (Connection connection = pool.borrow(ANSWER);
                PreparedStatement statement = connection.prepareStatement(HEALTH);
                ResultSet row = statement.executeQuery()) {
            row.next();
            State state = row.getBoolean(1) ? State.REPLAYING : State.NO_STANDBY;
            long behind = row.getLong(2);
            Optional<Duration> age = row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(behind));
            return new StandbyHealth(state, age, Optional.empty(), state());
        }
    }

    private void letAlone(TenancyException reason) {
        triedAt.set(System.nanoTime());
        TenancyException before = down;
        down = reason;
        // Whoever answers there next may be another.
        trusted = false;
        if (before == null) {
            LOG.warn("The primary answers the reads of the standby: {}", reason.getMessage());
        }
    }

    /** Its rights are what the primary's are, unless the url leads to another database. */
    private void requireTrusted() throws SQLException {
        if (trusted) {
            return;
        }
        try (Connection connection = pool.borrow(ANSWER)) {
            LoginCheck.require(connection, LoginKind.APPLICATION);
            trusted = true;
        }
    }

    /** As the refusal of a read would say, which comes too late to leave it alone without a word in the log. */
    private void requireStandby() throws SQLException {
        try (Connection connection = pool.borrow(ANSWER);
                PreparedStatement statement = connection.prepareStatement("select pg_catalog.pg_is_in_recovery()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            if (!row.getBoolean(1)) {
                pool.evict(connection);
                throw new SQLException("no standby", ServerErrors.NO_STANDBY);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
