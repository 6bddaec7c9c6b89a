package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

@Breaks("only_the_layer_opens_connections")
final class DriverManagerUser {
    Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql:panel");
    }
}
