package com.operanttechnologies.persistence.internal.pool;

import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to a standby, without which one can do: nobody waits long for one, and while it is down or busy it is let
 * alone. Safe for use by several threads.
 */
public final class Standby implements AutoCloseable {

    /** SQLState of {@link #borrow} when none can be had. */
    public static final String NO_CONNECTION = "08001";

    /** How long to wait for a connection. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    /** How long to do without after there was none. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int ANSWER_SECONDS = 5;

    private static final String HEALTH = """
            select pg_catalog.pg_is_in_recovery(),
                   extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.pg_last_xact_replay_timestamp()) * 1000
            """;

    private static final Logger LOG = LoggerFactory.getLogger(Standby.class);

    private final ConnectionPool pool;
    private volatile boolean checked;
    private volatile boolean down;
    private final AtomicLong triedAt = new AtomicLong();

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
     * @throws UnavailableException when none can be had soon
     * @throws RefusedException as {@link #open}
     */
    public Connection borrow() {
        if (down) {
            // One tries while the others do without.
            long last = triedAt.get();
            long now = System.nanoTime();
            if (now - last < PAUSE.toNanos() || !triedAt.compareAndSet(last, now)) {
                throw unavailable();
            }
        }
        try {
            Connection connection = pool.borrow();
            check(connection);
            if (down) {
                down = false;
                LOG.info("The standby is back");
            }
            return connection;
        } catch (RefusedException e) {
            giveUp(String.valueOf(e.getMessage()));
            throw e;
        } catch (SQLException | UnavailableException e) {
            PoolState now = pool.state();
            if (now.active() + now.idle() == 0) {
                giveUp("no connection within " + PATIENCE);
            }
            throw unavailable();
        }
    }

    /** Closes a connection to what is no standby any more, so that the next one may lead elsewhere. */
    public void evict(Connection connection) {
        pool.evict(connection);
    }

    /** How many connections there are and what for. */
    public PoolState state() {
        return pool.state();
    }

    /** Asks the standby how it is, for 5 seconds at most; one round trip. */
    public StandbyHealth health() {
        try (Connection connection = borrow();
                PreparedStatement statement = connection.prepareStatement(HEALTH)) {
            statement.setQueryTimeout(ANSWER_SECONDS);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                State state = row.getBoolean(1) ? State.REPLAYING : State.NO_STANDBY;
                long behind = row.getLong(2);
                return new StandbyHealth(
                        state, row.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(behind)), state());
            }
        } catch (TenancyException | SQLException e) {
            return new StandbyHealth(State.UNREACHABLE, Optional.empty(), state());
        }
    }

    private void giveUp(String reason) {
        triedAt.set(System.nanoTime());
        if (!down) {
            down = true;
            LOG.warn("The primary answers the reads of the standby: {}", reason);
        }
    }

    /** Its rights are what the primary's are, unless the url leads to another database. */
    private void check(Connection connection) throws SQLException {
        if (checked) {
            return;
        }
        try {
            LoginCheck.require(connection, LoginKind.APPLICATION);
            checked = true;
        } finally {
            if (!checked) {
                connection.close();
            }
        }
    }

    private static UnavailableException unavailable() {
        return new UnavailableException(
                "The standby can't be reached, or all connections to it are in use", NO_CONNECTION);
    }

    @Override
    public void close() {
        pool.close();
    }
}
