package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * A data source that sets the Customer for the session when a connection is borrowed, and row-level security that
 * compares with the setting; the pattern of the AWS SaaS Factory's sample and of "Multi-tenant data isolation with
 * PostgreSQL Row Level Security" (AWS Database Blog, 2020). The sample sends {@code SET app.current_tenant = '…'} as
 * text; here it is {@code set_config} with a parameter, which is prepared once and so is faster and can't be injected
 * into. The sample leaves the setting to the next borrower; here it is reset as the connection goes back, as it should
 * be.
 */
final class AtCheckoutVariant extends PeerVariant {

    AtCheckoutVariant(Login login, int connections) {
        super(login, connections, false, true);
    }

    @Override
    <T> T reading(UUID customerId, Work<T> work) throws SQLException {
        return checkedOut(customerId, work);
    }

    @Override
    <T> T writing(UUID customerId, Work<T> work) throws SQLException {
        return checkedOut(customerId, connection -> inTransaction(connection, work));
    }

    private <T> T checkedOut(UUID customerId, Work<T> work) throws SQLException {
        try (Connection connection = borrow()) {
            try (PreparedStatement set =
                    connection.prepareStatement("select set_config('" + Databases.SETTING + "', ?, false)")) {
                set.setString(1, customerId.toString());
                set.execute();
            }
            try {
                return work.on(connection);
            } finally {
                try (Statement reset = connection.createStatement()) {
                    reset.execute("reset " + Databases.SETTING);
                }
            }
        }
    }
}
