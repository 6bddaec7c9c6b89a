package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.monitoring.BusyCustomer;
import com.operanttechnologies.persistence.monitoring.DatabaseHealth;
import com.operanttechnologies.persistence.monitoring.DatabaseMetrics;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitoringTest {

    private TenantDatabase database;
    private TenantScope scope;

    @BeforeEach
    void open() {
        database = TenantDatabase.open(TestDatabase.config().poolSize(2).build());
        UUID customer = TestDatabase.newCustomer(database, "Watched");
        scope = TenantScope.job(customer, "test", "monitoring");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void sessions_and_their_binds_are_counted() {
        DatabaseMetrics before = database.metrics();

        database.read(scope, session -> ask(session) + ask(session));
        database.execute(scope, session -> {
            ask(session);
            ask(session);
        });

        DatabaseMetrics after = database.metrics();
        assertThat(after.reads() - before.reads()).isOne();
        assertThat(after.transactions() - before.transactions()).isOne();
        // One for each statement of the read, one for the transaction.
        assertThat(after.binds() - before.binds()).isEqualTo(3);
        assertThat(after.failures()).isEqualTo(before.failures());
    }

    @Test
    void the_pool_is_told_as_it_is() {
        database.execute(scope, outer -> {
            ask(outer);
            assertThat(database.metrics().pool().active()).isOne();
        });
        assertThat(database.metrics().pool().active()).isZero();
        assertThat(database.metrics().pool().size()).isEqualTo(2);
    }

    @Test
    void errors_are_counted_by_sqlstate() {
        assertThatThrownBy(
                () -> database.read(scope, session -> new DashboardRepository(session).get(UUID.randomUUID())));
        assertThatThrownBy(() -> database.execute(scope, session -> {
                    session.dsl().execute("set local statement_timeout = '10ms'");
                    session.dsl().fetch("select pg_sleep(2)");
                }))
                .isInstanceOf(UnavailableException.class);

        DatabaseMetrics metrics = database.metrics();
        assertThat(metrics.failures()).containsEntry("02000", 1L).containsEntry("57014", 1L);
        assertThat(metrics.unavailable()).isOne();
        assertThat(metrics.tokenRefusals()).isZero();
        assertThat(metrics.inDoubt()).isZero();
    }

    @Test
    void the_busiest_customer_is_told_first() {
        UUID other = TestDatabase.newCustomer(database, "Seldom");
        for (int i = 0; i < 5; i++) {
            database.read(scope, MonitoringTest::ask);
        }
        database.read(TenantScope.job(other, "test", "monitoring"), MonitoringTest::ask);

        assertThat(database.metrics().busiest())
                .extracting(BusyCustomer::customerId)
                .startsWith(scope.customerId())
                .contains(other);
    }

    @Test
    void a_database_that_serves_has_no_problems() {
        DatabaseHealth health = database.health();

        assertThat(health.problems()).isEmpty();
        assertThat(health.state()).isEqualTo(DatabaseHealth.State.SERVING);
        assertThat(health.roundTrip())
                .hasValueSatisfying(time -> assertThat(time).isPositive());
        assertThat(health.clockSkew())
                .hasValueSatisfying(skew -> assertThat(skew.abs()).isLessThan(Duration.ofSeconds(5)));
        // The key was made with the database, and that by this JVM.
        Duration longest =
                Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
        assertThat(health.keyAge()).hasValueSatisfying(age -> assertThat(age).isBetween(Duration.ZERO, longest));
        assertThat(health.pool().size()).isEqualTo(2);
    }

    @Test
    void a_clock_that_is_behind_is_told_before_and_after_tokens_are_refused() {
        try (TenantDatabase late = open(Duration.ofMinutes(-3))) {
            assertThat(late.health().state()).isEqualTo(DatabaseHealth.State.SERVING);
            assertThat(late.health().problems()).singleElement().asString().containsPattern("(179|180) s ahead");
        }
        try (TenantDatabase late = open(Duration.ofMinutes(-20))) {
            assertThat(late.health().state()).isEqualTo(DatabaseHealth.State.REFUSING);
            assertThat(late.health().clockSkew())
                    .hasValueSatisfying(
                            skew -> assertThat(skew).isBetween(Duration.ofMinutes(19), Duration.ofMinutes(21)));
            assertThatThrownBy(() -> late.read(scope, MonitoringTest::ask)).isInstanceOf(NoScopeException.class);
            assertThat(late.metrics().tokenRefusals()).isOne();
        }
    }

    @Test
    void a_database_that_is_gone_is_told_and_not_thrown() {
        database.close();

        DatabaseHealth health = database.health();

        assertThat(health.state()).isEqualTo(DatabaseHealth.State.UNREACHABLE);
        assertThat(health.problems()).singleElement().asString().contains("was closed");
        assertThat(health.roundTrip()).isEmpty();
    }

    private static TenantDatabase open(Duration ahead) {
        return TenantDatabase.open(TestDatabase.config()
                .tokenClock(Clock.offset(Clock.systemUTC(), ahead))
                .build());
    }

    /** Reads, so that the token is verified. */
    private static int ask(TenantSession session) {
        return session.dsl().fetchCount(com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER);
    }
}
