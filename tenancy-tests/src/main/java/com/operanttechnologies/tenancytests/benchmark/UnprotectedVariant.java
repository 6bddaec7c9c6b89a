package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * No isolation but a predicate that somebody has written into every statement, and didn't forget: tables without
 * row-level security, reads in autocommit. What the others are compared with.
 */
final class UnprotectedVariant extends PeerVariant {

    /** @param rewriteBatches whether ingest goes by {@code reWriteBatchedInserts} */
    UnprotectedVariant(Login login, int connections, boolean rewriteBatches) {
        super(login, connections, true, rewriteBatches);
    }

    @Override
    <T> T reading(UUID customerId, Work<T> work) throws SQLException {
        try (Connection connection = borrow()) {
            return work.on(connection);
        }
    }

    @Override
    <T> T writing(UUID customerId, Work<T> work) throws SQLException {
        try (Connection connection = borrow()) {
            return inTransaction(connection, work);
        }
    }
}
