package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.sql.Connection;
import org.jooq.ConnectionProvider;
import org.jooq.impl.DefaultConnectionProvider;

@Breaks("only_the_layer_configures_jooq")
final class OwnConnectionProvider {
    ConnectionProvider on(Connection connection) {
        return new DefaultConnectionProvider(connection);
    }
}
