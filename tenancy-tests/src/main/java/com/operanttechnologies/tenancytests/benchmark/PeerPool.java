package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DefaultConfiguration;

/** What all peers are given: the pool, driver and jOOQ settings of the layer, so that these make no difference. */
final class PeerPool {

    private PeerPool() {}

    /** @param rewriteBatches whether pgjdbc makes INSERTs of many rows from a batch */
    static HikariDataSource open(Login login, int size, boolean rewriteBatches) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("peer");
        config.setJdbcUrl(login.url());
        config.setUsername(login.username());
        config.setPassword(login.password());
        config.setMaximumPoolSize(size);
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("preferQueryMode", "extended");
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("reWriteBatchedInserts", String.valueOf(rewriteBatches));
        return new HikariDataSource(config);
    }

    static DefaultConfiguration jooq() {
        DefaultConfiguration configuration = new DefaultConfiguration();
        configuration.set(SQLDialect.POSTGRES);
        configuration.set(new Settings().withExecuteLogging(false).withFetchWarnings(false));
        return configuration;
    }
}
