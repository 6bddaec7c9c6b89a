package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import org.postgresql.PGNotification;

@Breaks("only_the_layer_opens_connections")
final class DriverUser {
    String payload(PGNotification[] received) {
        return received[0].getParameter();
    }
}
