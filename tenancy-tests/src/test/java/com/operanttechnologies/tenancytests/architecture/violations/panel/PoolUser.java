package com.operanttechnologies.tenancytests.architecture.violations.panel;

import com.operanttechnologies.tenancytests.architecture.Breaks;
import com.zaxxer.hikari.HikariConfig;

@Breaks("only_the_layer_opens_connections")
final class PoolUser {
    Class<?> configuration() {
        return HikariConfig.class;
    }
}
