package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.monitoring.StandbyHealth;
import com.operanttechnologies.persistence.monitoring.StandbyMetrics;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A primary and its standby for the tests of one class, and two Customers for each test. */
abstract class StandbyFixture {

    static final Freshness ANY = Freshness.atMost(Duration.ofHours(1));
    static final Freshness FROM_STANDBY = ANY.onlyFromStandby();

    @TempDir
    private static Path folder;

    static StreamingStandby servers;

    TenantDatabase database;
    TenantScope acme;
    TenantScope other;

    @BeforeAll
    static void start() throws IOException, SQLException {
        servers = new StreamingStandby(folder);
    }

    @AfterAll
    static void stop() throws IOException {
        servers.close();
    }

    @BeforeEach
    void open() {
        database = open(servers.standbyUrl());
        acme = TenantScope.job(TestDatabase.newCustomer(database, "Acme"), "test", "standby-test");
        other = TenantScope.job(TestDatabase.newCustomer(database, "Other"), "test", "standby-test");
    }

    @AfterEach
    void close() {
        database.close();
    }

    static TenantDatabase open(String replica) {
        return TenantDatabase.open(TestDatabase.config(servers.database())
                .poolSize(3)
                .replica(replica)
                .build());
    }

    /**
     * Until the standby's pool has a connection: a read waits a quarter of a second for a first one, which may take
     * longer on a busy machine.
     */
    static void awaitConnection(TenantDatabase opened) throws InterruptedException {
        for (int i = 0; i < 100; i++) {
            if (opened.health().standby().orElseThrow().state() != StandbyHealth.State.UNREACHABLE) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(opened.health().problems()).isEmpty();
    }

    StandbyMetrics metrics() {
        return database.metrics().standby().orElseThrow();
    }

    long refusals() {
        return metrics().fallbacks().getOrDefault("OP425", 0L);
    }

    CommitToken plant(TenantScope scope, int dashboards) {
        return database.commit(scope, session -> {
                    for (int i = 0; i < dashboards; i++) {
                        new DashboardRepository(session).create("Dashboard " + UUID.randomUUID());
                    }
                    return dashboards;
                })
                .token();
    }

    int count(TenantScope scope, Freshness freshness) {
        return database.<Integer>read(
                scope,
                freshness,
                session -> Integer.parseInt(String.valueOf(session.dsl()
                        .fetchValue(
                                "select count(*) from stage.dashboard where customer_id = ?", session.customerId()))));
    }

    boolean answersFromStandby(TenantScope scope, Freshness freshness) {
        return database.<Boolean>read(scope, freshness, StandbyFixture::isInRecovery);
    }

    static boolean isInRecovery(TenantSession session) {
        return Boolean.TRUE.equals(session.dsl().fetchValue("select pg_is_in_recovery()"));
    }

    void awaitStandby(CommitToken token) throws InterruptedException {
        for (int i = 0; i < 300 && !answersFromStandby(acme, Freshness.after(token)); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(answersFromStandby(acme, Freshness.after(token))).isTrue();
    }
}
