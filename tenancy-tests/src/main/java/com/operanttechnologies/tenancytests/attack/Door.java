package com.operanttechnologies.tenancytests.attack;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The way to the database that the attacks on a layer go: work of one Customer, in one transaction, on a pool. For
 * those attacks the pool has a single connection, so that B gets what A has left.
 */
public interface Door {

    /**
     * Work on a connection of the layer.
     *
     * @param <T> what it gives
     */
    @FunctionalInterface
    interface Work<T> {
        /** Does it, on a connection that is valid only meanwhile. */
        T in(Connection connection) throws SQLException;
    }

    /**
     * Does a Customer's work and commits it.
     *
     * @throws Exception what the layer throws, when it refuses or the work fails
     */
    <T> T transact(UUID customer, Work<T> work) throws Exception;

    /**
     * A connection as it lies in the pool, which nobody gets through the layer; whoever asks closes it.
     *
     * @throws Exception when the pool gives none
     */
    Connection pooled() throws Exception;
}
