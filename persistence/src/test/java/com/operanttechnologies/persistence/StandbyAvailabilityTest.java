package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.monitoring.StandbyHealth;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A standby that can't be had, or is none, costs a read little. */
@Tag("thorough")
@Tag("standby")
final class StandbyAvailabilityTest extends StandbyFixture {

    @Test
    void a_standby_that_is_down_is_done_without_and_taken_again_once_it_is_back() throws Exception {
        plant(acme, 1);
        servers.stopStandby();
        try (TenantDatabase opened = open(servers.standbyUrl())) {
            try {
                long start = System.nanoTime();
                for (int i = 0; i < 50; i++) {
                    assertThat(opened.<Boolean>read(acme, ANY, StandbyFixture::isInRecovery))
                            .isFalse();
                }
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
                assertThat(opened.health().standby().orElseThrow().state()).isEqualTo(StandbyHealth.State.UNREACHABLE);
                assertThat(opened.health().problems())
                        .singleElement()
                        .asString()
                        .contains("standby can't be reached");
                assertThatThrownBy(() -> opened.read(acme, FROM_STANDBY, StandbyFixture::isInRecovery))
                        .isInstanceOf(UnavailableException.class);
            } finally {
                servers.restartStandby();
            }
            // After a start it doesn't know how old it is until it has replayed a commit, which the first read brings
            // about.
            boolean answers = false;
            for (int i = 0; i < 150 && !answers; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
                answers = opened.read(acme, ANY, StandbyFixture::isInRecovery);
            }
            assertThat(answers).isTrue();
            assertThat(opened.health().standby().orElseThrow().state()).isEqualTo(StandbyHealth.State.REPLAYING);
            assertThat(opened.health().problems()).isEmpty();
        }
    }

    @Test
    void a_server_that_is_no_standby_is_not_taken_for_one() {
        String primary = servers.database().login(DatabaseRole.RUNTIME).url();
        try (TenantDatabase wrong = open(primary)) {
            assertThat(wrong.<Boolean>read(acme, ANY, StandbyFixture::isInRecovery))
                    .isFalse();
            assertThat(wrong.metrics().standby().orElseThrow().fallbacks()).containsEntry("OP426", 1L);
            assertThat(wrong.health().problems()).singleElement().asString().contains("no standby");
        }
    }

    @Test
    void without_a_standby_the_primary_answers_or_nobody() {
        try (TenantDatabase alone = TenantDatabase.open(
                TestDatabase.config(servers.database()).poolSize(1).build())) {
            assertThat(alone.<Boolean>read(acme, ANY, StandbyFixture::isInRecovery))
                    .isFalse();
            assertThat(alone.metrics().standby()).isEmpty();
            assertThatThrownBy(() -> alone.read(acme, FROM_STANDBY, StandbyFixture::isInRecovery))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("replica(url)");
        }
    }

    @Test
    void the_replicas_url_is_checked_as_the_primarys_is() {
        assertThatThrownBy(() -> TestDatabase.config(servers.database())
                        .replica("jdbc:postgresql://db.example.com/operant?options=-crole=x")
                        .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("replica: url may not carry the parameter options")
                .hasMessageContaining("replica: url leads to db.example.com without sslmode=verify-full");
    }

    @Test
    void a_url_that_leads_to_no_standby_costs_that_server_few_logins() throws Exception {
        try (TenantDatabase wrong =
                        open(servers.database().login(DatabaseRole.RUNTIME).url());
                Connection watch = servers.database().administrator().connect()) {
            TimeUnit.SECONDS.sleep(2); // Until both pools are full.
            long before = sessions(watch);
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(wrong.<Boolean>read(acme, ANY, StandbyFixture::isInRecovery))
                        .isFalse();
            }
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            TimeUnit.SECONDS.sleep(2);
            assertThat(sessions(watch) - before)
                    .as("one at once, and one a second")
                    .isLessThanOrEqualTo(2 + took.toSeconds());
        }
    }

    @Test
    void waking_an_idle_primary_does_not_wait_for_a_connection_to_it() throws Exception {
        awaitStandby(plant(acme, 1));
        servers.pause();
        CommitToken token = plant(acme, 1);
        try (TenantDatabase small = TenantDatabase.open(TestDatabase.config(servers.database())
                .poolSize(1)
                .connectionTimeout(Duration.ofSeconds(15))
                .replica(servers.standbyUrl())
                .build())) {
            Duration took = small.<Duration>transact(acme, busy -> {
                Thread resumes = new Thread(StandbyAvailabilityTest::resumeSoon, "resumes-the-replay");
                resumes.start();
                long start = System.nanoTime();
                small.<Boolean>read(acme, Freshness.after(token).onlyFromStandby(), StandbyFixture::isInRecovery);
                return Duration.ofNanos(System.nanoTime() - start);
            });
            assertThat(took).isLessThan(Duration.ofSeconds(10));
        } finally {
            servers.resume();
        }
    }

    private static long sessions(Connection watch) throws SQLException {
        try (Statement statement = watch.createStatement();
                ResultSet row = statement.executeQuery(
                        "select sessions from pg_stat_database where datname = current_database()")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void resumeSoon() {
        try {
            TimeUnit.MILLISECONDS.sleep(300);
            servers.resume();
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
