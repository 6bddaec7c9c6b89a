package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;

/**
 * {@code set_config(…, true)} as the first statement of every transaction, and row-level security that compares with
 * the setting: the pattern of PostgREST ("Transaction-scoped settings" in its reference of transactions) and of
 * PostGraphile ({@code pgSettings}). pgjdbc sends BEGIN together with the first statement.
 */
final class InTransactionVariant extends PeerVariant {

    InTransactionVariant(Login login, int connections) {
        super(login, connections, false, true);
    }

    @Override
    <T> T reading(UUID customerId, Work<T> work) throws SQLException {
        return writing(customerId, work);
    }

    @Override
    <T> T writing(UUID customerId, Work<T> work) throws SQLException {
        try (Connection connection = borrow()) {
            return inTransaction(connection, inside -> {
                try (PreparedStatement set =
                        inside.prepareStatement("select set_config('" + Databases.SETTING + "', ?, true)")) {
                    set.setString(1, customerId.toString());
                    set.execute();
                }
                return work.on(inside);
            });
        }
    }
}
