package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.sql.Connection;
import java.sql.SQLException;

@Breaks("only_the_layer_opens_connections")
final class Unwrapper {
    Object around(Connection bound, Class<?> type) throws SQLException {
        return bound.unwrap(type);
    }
}
