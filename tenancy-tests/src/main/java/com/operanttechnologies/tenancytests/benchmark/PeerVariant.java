package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.usage.UsageEvent;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jooq.Configuration;

/** A peer on a pool of its own: jOOQ for single statements, plain JDBC batches for ingest. */
abstract class PeerVariant extends JooqVariant {

    /** Work on a connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private final HikariDataSource pool;
    private final Configuration jooq = PeerPool.jooq();
    private final boolean byHand;

    PeerVariant(Login login, int connections, boolean byHand, boolean rewriteBatches) {
        this.pool = PeerPool.open(login, connections, rewriteBatches);
        this.byHand = byHand;
    }

    final Connection borrow() throws SQLException {
        return pool.getConnection();
    }

    abstract <T> T reading(UUID customerId, Work<T> work) throws SQLException;

    abstract <T> T writing(UUID customerId, Work<T> work) throws SQLException;

    @Override
    final <T> T read(UUID customerId, Function<Statements, T> work) {
        try {
            return reading(customerId, connection -> work.apply(statements(connection, customerId)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    final <T> T transact(UUID customerId, Function<Statements, T> work) {
        return write(customerId, connection -> work.apply(statements(connection, customerId)));
    }

    @Override
    public final void heartbeats(Aim aim, List<Heartbeat> batch) {
        write(aim.customerId(), connection -> {
            HandWrittenIngest.heartbeats(connection, aim.customerId(), batch);
            return true;
        });
    }

    @Override
    public final void usageEvents(Aim aim, List<UsageEvent> batch) {
        write(aim.customerId(), connection -> {
            HandWrittenIngest.usageEvents(connection, aim.customerId(), batch);
            return true;
        });
    }

    @Override
    public final void close() {
        pool.close();
    }

    /** Commits what the work has done, or rolls it back. */
    static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            // Without a round trip: the transaction is over.
            connection.setAutoCommit(true);
        }
    }

    private <T> T write(UUID customerId, Work<T> work) {
        try {
            return writing(customerId, work);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Statements statements(Connection connection, UUID customerId) {
        return new Statements(jooq.derive(connection).dsl(), customerId, byHand);
    }
}
