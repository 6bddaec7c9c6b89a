package com.operanttechnologies.persistence;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a standby's server refuses is asked of the primary, whatever the work makes of it; what the layer itself refuses
 * isn't.
 */
@Tag("thorough")
@Tag("standby")
final class StandbyRefusalTest extends StandbyFixture {

    @Test
    void work_that_makes_an_answer_of_a_refusal_is_asked_of_the_primary() throws Exception {
        behind(token -> assertThat(database.<Integer>read(acme, Freshness.after(token), session -> {
                    try {
                        return dashboards(session);
                    } catch (TenancyException e) {
                        return 0;
                    }
                }))
                .isEqualTo(2));
    }

    @Test
    void work_that_wraps_a_refusal_in_an_error_of_its_own_is_asked_of_the_primary() throws Exception {
        behind(token -> assertThat(database.<Integer>read(acme, Freshness.after(token), session -> {
                    try (PreparedStatement count = session.connection()
                            .prepareStatement("select count(*) from stage.dashboard where customer_id = ?")) {
                        count.setObject(1, session.customerId());
                        try (ResultSet row = count.executeQuery()) {
                            row.next();
                            return row.getInt(1);
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .isEqualTo(2));
    }

    @Test
    void a_refusal_that_only_a_standby_may_answer_is_thrown_though_the_work_makes_an_answer_of_it() throws Exception {
        behind(token -> {
            try (TenantDatabase hasty = TenantDatabase.open(TestDatabase.config(servers.database())
                    .poolSize(1)
                    .connectionTimeout(Duration.ofMillis(500))
                    .replica(servers.standbyUrl())
                    .build())) {
                assertThatThrownBy(() -> hasty.read(acme, Freshness.after(token).onlyFromStandby(), session -> {
                            try {
                                return dashboards(session);
                            } catch (TenancyException e) {
                                return 0;
                            }
                        }))
                        .isInstanceOfSatisfying(
                                UnavailableException.class,
                                error -> assertThat(error.sqlState()).isEqualTo("OP425"));
            }
        });
    }

    @Test
    void what_the_layer_itself_refuses_is_not_asked_of_the_primary() throws Exception {
        awaitStandby(plant(acme, 1));
        Map<String, Long> before = metrics().fallbacks();
        AtomicInteger calls = new AtomicInteger();
        for (String refused : new String[] {"drop table stage.dashboard", "", "select title from stage.dashboard"}) {
            assertThatThrownBy(() -> database.read(acme, ANY, session -> {
                        calls.incrementAndGet();
                        try {
                            return session.connection().prepareStatement(refused);
                        } catch (SQLException e) {
                            throw new IllegalStateException(e);
                        }
                    }))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(calls).hasValue(3);
        assertThat(metrics().fallbacks()).isEqualTo(before);
    }

    @Test
    void a_signing_key_that_can_not_be_read_is_not_the_standbys_fault() throws Exception {
        awaitStandby(plant(acme, 1));
        String signer = servers.database().login(DatabaseRole.SIGNER).username();
        try (TenantDatabase opened = open(servers.standbyUrl())) {
            servers.runOnPrimary("alter role " + signer + " nologin");
            assertThatThrownBy(() -> opened.read(acme, ANY, StandbyFixture::isInRecovery))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("signing key");
            assertThat(opened.metrics().standby().orElseThrow().fallbacks()).isEmpty();
        } finally {
            servers.runOnPrimary("alter role " + signer + " login");
        }
    }

    /** A hot standby can't do it, SQLState 0A000. */
    @Test
    void a_login_whose_transactions_are_serializable_is_answered_by_the_primary() throws Exception {
        String login = servers.database().login(DatabaseRole.RUNTIME).username();
        awaitStandby(plant(acme, 1));
        servers.runOnPrimary("alter role " + login + " set default_transaction_isolation = 'serializable'");
        try {
            servers.await("select exists (select from pg_db_role_setting where setconfig::text ~ 'serializable')");
            servers.askStandby("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where usename = '"
                    + login + "'");
            for (int i = 0; i < 100 && !metrics().fallbacks().containsKey("0A000"); i++) {
                assertThat(answersFromStandby(acme, ANY)).isFalse();
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertThat(metrics().fallbacks()).containsKey("0A000");
        } finally {
            servers.runOnPrimary("alter role " + login + " reset default_transaction_isolation");
            servers.await("select not exists (select from pg_db_role_setting where setconfig::text ~ 'serializable')");
            servers.askStandby("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where usename = '"
                    + login + "'");
        }
    }

    @Test
    void a_query_that_is_in_the_way_of_the_replay_is_asked_of_the_primary() throws Exception {
        awaitStandby(plant(acme, 1));
        AtomicInteger onStandby = new AtomicInteger();
        servers.setOnStandby("max_standby_streaming_delay", "100ms");
        try {
            for (int i = 0; i < 100 && onStandby.get() == 0; i++) {
                Boolean answeredByStandby = database.read(acme, ANY, session -> {
                    if (isInRecovery(session)) {
                        onStandby.incrementAndGet();
                        lockOnceItSleeps();
                        session.dsl()
                                .fetch(
                                        "select pg_sleep(20) from stage.dashboard where customer_id = ?",
                                        acme.customerId());
                    }
                    return isInRecovery(session);
                });
                assertThat(answeredByStandby).isFalse();
            }
            assertThat(onStandby).hasValue(1);
            assertThat(metrics().fallbacks()).containsEntry("40001", 1L);
        } finally {
            servers.setOnStandby("max_standby_streaming_delay", "30s");
        }
    }

    /** Once the query above holds its lock: an exclusive one, which the standby has to replay. */
    private static void lockOnceItSleeps() {
        new Thread(
                        () -> {
                            try {
                                servers.await(
                                        "select exists (select from pg_stat_activity where wait_event = 'PgSleep')");
                                servers.runOnPrimary(
                                        "begin; lock table stage.dashboard in access exclusive mode; commit");
                            } catch (SQLException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        "locks-on-primary")
                .start();
    }

    /** With a second dashboard that the standby doesn't have, and the token of its commit. */
    private void behind(Work work) throws Exception {
        awaitStandby(plant(acme, 1));
        servers.pause();
        try {
            work.run(plant(acme, 1));
        } finally {
            servers.resume();
        }
    }

    private interface Work {
        void run(CommitToken token) throws Exception;
    }

    private static int dashboards(TenantSession session) {
        return session.dsl().fetchCount(DASHBOARD);
    }
}
