package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.sql.Connection;
import java.sql.SQLException;

@Breaks("only_the_layer_opens_connections")
final class UnwrapperByReference {
    interface Opening<T> {
        T open(Class<T> type) throws SQLException;
    }

    Opening<Connection> around(Connection bound) {
        return bound::unwrap;
    }
}
