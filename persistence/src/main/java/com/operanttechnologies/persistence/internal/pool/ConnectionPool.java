package com.operanttechnologies.persistence.internal.pool;

import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.monitoring.PoolState;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import org.postgresql.core.BaseConnection;

/** The pool of the application's login. Safe for use by several threads. */
public final class ConnectionPool implements AutoCloseable {

    private final HikariDataSource pool;

    private ConnectionPool(HikariDataSource pool) {
        this.pool = pool;
    }

    /**
     * Opens the pool and checks the login.
     *
     * @throws UnavailableException when the database can't be reached or refuses the password
     * @throws com.operanttechnologies.persistence.error.RefusedException when the login could leave its Customer
     */
    public static ConnectionPool open(
            LoginKind kind, String url, String username, String password, int size, Duration timeout) {
        HikariConfig config = settings("operant", url, username, password, size, timeout);
        // Fail at once when the first connection fails, instead of at the first request.
        config.setInitializationFailTimeout(1);
        ConnectionPool pool;
        try {
            pool = new ConnectionPool(new HikariDataSource(config));
        } catch (PoolInitializationException e) {
            throw new UnavailableException(
                    "Can't connect as " + username + ": " + ConnectFailure.reason(e, url, kind.group()));
        }
        try (Connection connection = pool.borrow()) {
            LoginCheck.require(connection, kind);
            return pool;
        } catch (SQLException e) {
            pool.close();
            throw new UnavailableException("The login could not be checked (SQLState " + e.getSQLState() + ")");
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** A pool of a server that may be down, whose login is not checked yet. */
    static ConnectionPool unconnected(String url, String username, String password, int size, Duration timeout) {
        HikariConfig config = settings("operant-standby", url, username, password, size, timeout);
        config.setInitializationFailTimeout(-1);
        config.setValidationTimeout(timeout.toMillis());
        return new ConnectionPool(new HikariDataSource(config));
    }

    private static HikariConfig settings(
            String name, String url, String username, String password, int size, Duration timeout) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setDataSource(new ServerSource(url, username, password));
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(timeout.toMillis());
        return config;
    }

    /**
     * A connection in autocommit, which the caller closes.
     *
     * @throws UnavailableException when none gets free in time, or the database can't be reached
     */
    public Connection borrow() throws SQLException {
        Connection connection = next();
        // With it off, a backslash would end a literal where the guard and the driver think that it goes on.
        while (!connection.unwrap(BaseConnection.class).getStandardConformingStrings()) {
            pool.evictConnection(connection);
            connection = next();
        }
        return connection;
    }

    /**
     * A connection as {@link #borrow()} gives one, on which each answer is waited for no longer than this: then it is
     * given up. A query timeout would only ask the server to stop, which a network may swallow as it did the answer.
     *
     * @throws UnavailableException as {@link #borrow()}
     */
    Connection borrow(Duration answer) throws SQLException {
        Connection connection = borrow();
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(answer.toMillis()));
        return connection;
    }

    /** Closes this connection for good, now or when it is given back. */
    void evict(Connection connection) {
        pool.evictConnection(connection);
    }

    /** How many connections there are and what for. */
    public PoolState state() {
        HikariPoolMXBean now = pool.getHikariPoolMXBean();
        return new PoolState(
                now.getActiveConnections(),
                now.getIdleConnections(),
                now.getThreadsAwaitingConnection(),
                pool.getMaximumPoolSize());
    }

    private Connection next() throws SQLException {
        if (pool.isClosed()) {
            throw new UnavailableException(
                    "This database was closed; open it once, and close it as the application ends");
        }
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException e) {
            throw new UnavailableException("No connection within " + pool.getConnectionTimeout() + " ms: all "
                    + pool.getMaximumPoolSize() + " are in use, or the database can't be reached. Shorten the work in"
                    + " sessions, never open a session inside another, or raise poolSize");
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
