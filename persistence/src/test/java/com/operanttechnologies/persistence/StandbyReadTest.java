package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.monitoring.StandbyHealth;
import com.operanttechnologies.persistence.monitoring.StandbyMetrics;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real standby answers what it is new enough for, isolated as the primary is; the primary answers everything else. */
@Tag("thorough")
@Tag("SEC-3")
class StandbyReadTest {

    private static final Freshness ANY = Freshness.atMost(Duration.ofHours(1));
    private static final Freshness FROM_STANDBY = ANY.onlyFromStandby();

    @TempDir
    private static Path folder;

    private static StreamingStandby servers;

    private TenantDatabase database;
    private TenantScope acme;
    private TenantScope other;

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

    @Test
    void a_standby_that_is_new_enough_answers_and_shows_the_scopes_customer_alone() throws Exception {
        plant(other, 2);
        awaitStandby(plant(acme, 3));

        assertThat(answersFromStandby(acme, FROM_STANDBY)).isTrue();
        assertThat(count(acme, FROM_STANDBY)).isEqualTo(3);
        assertThat(count(other, FROM_STANDBY)).isEqualTo(2);
        assertThat(database.<Integer>read(
                        acme,
                        FROM_STANDBY,
                        session -> Integer.parseInt(String.valueOf(session.dsl()
                                .fetchValue(
                                        "select count(*) from stage.dashboard where customer_id = ? or title is not null",
                                        other.customerId())))))
                .as("by row-level security alone")
                .isEqualTo(3);
        assertThat(metrics().answered()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void a_read_without_a_freshness_is_the_primarys() throws Exception {
        awaitStandby(plant(acme, 1));
        long before = metrics().answered();

        assertThat(database.<Boolean>read(acme, StandbyReadTest::isInRecovery)).isFalse();
        assertThat(metrics().answered()).isEqualTo(before);
    }

    @Test
    void on_the_standby_itself_the_runtime_role_sees_nothing_without_a_good_token_and_writes_nothing()
            throws Exception {
        awaitStandby(plant(acme, 1));
        String forged = "v1.k00000000." + acme.customerId() + ".job:test.9999999999." + "0".repeat(64);
        String rows = "select count(*) from stage.dashboard";
        try (Connection connection = servers.onStandby(DatabaseRole.RUNTIME).connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute(rows)).hasMessageContaining("no valid scope");
            for (String bind : new String[] {
                "begin; select tenancy.bind('" + forged + "', true); ",
                "begin; select tenancy.bind_on_standby('" + forged + "', '1 hour', null); "
            }) {
                assertThatThrownBy(() -> statement.execute(bind + rows)).hasMessageContaining("no valid scope");
                statement.execute("rollback");
            }
        }
        UUID dashboard = UUID.randomUUID();
        assertThatThrownBy(() -> database.read(
                        acme,
                        FROM_STANDBY,
                        session -> session.dsl()
                                .execute(
                                        "update stage.dashboard set title = 'x' where customer_id = ? and dashboard_id = ?",
                                        acme.customerId(),
                                        dashboard)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void who_wants_to_see_what_they_wrote_is_not_answered_by_a_standby_that_is_behind() throws Exception {
        awaitStandby(plant(acme, 1));
        servers.pause();
        CommitToken token;
        try {
            token = plant(acme, 1);
            long before = refusals();

            assertThat(count(acme, FROM_STANDBY)).as("what any age is good for").isEqualTo(1);
            assertThat(count(acme, Freshness.after(token))).isEqualTo(2);
            assertThat(answersFromStandby(acme, Freshness.after(token))).isFalse();
            assertThat(refusals() - before).isGreaterThanOrEqualTo(2);
        } finally {
            servers.resume();
        }
        awaitStandby(token);
        Freshness carried = Freshness.after(CommitToken.parse(token.toString()));
        assertThat(count(acme, carried)).isEqualTo(2);
        assertThat(answersFromStandby(acme, carried.onlyFromStandby())).isTrue();
    }

    @Test
    void a_standby_that_is_further_behind_than_a_read_accepts_leaves_it_to_the_primary() throws Exception {
        awaitStandby(plant(acme, 1));
        servers.pause();
        try {
            plant(acme, 1);
            TimeUnit.MILLISECONDS.sleep(600);

            assertThat(count(acme, Freshness.atMost(Duration.ofMillis(500)))).isEqualTo(2);
            assertThat(count(acme, FROM_STANDBY)).isEqualTo(1);
        } finally {
            servers.resume();
        }
    }

    @Test
    void a_standby_that_has_lost_its_primary_is_not_fresh_though_it_has_replayed_all_that_it_received()
            throws Exception {
        awaitStandby(plant(acme, 1));
        servers.cut();
        try {
            servers.await("select pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()");
            plant(acme, 1);
            TimeUnit.MILLISECONDS.sleep(600);

            assertThat(count(acme, Freshness.atMost(Duration.ofMillis(500)))).isEqualTo(2);
            assertThat(count(acme, FROM_STANDBY)).isEqualTo(1);
        } finally {
            servers.mend();
        }
        awaitStandby(plant(acme, 1));
    }

    /** So the tests above would notice if the standby no longer looked. */
    @Test
    void without_the_check_of_the_time_a_stale_row_is_shown() throws Exception {
        weakened("clock - at_most", "clock - interval '1 day'", () -> {
            plant(acme, 1);
            TimeUnit.MILLISECONDS.sleep(600);
            assertThat(count(acme, Freshness.atMost(Duration.ofMillis(500)).onlyFromStandby()))
                    .isEqualTo(1);
        });
    }

    @Test
    void without_the_check_of_the_commit_a_stale_row_is_shown() throws Exception {
        weakened(
                "then coalesce(pg_xact_status(number), 'committed') = 'committed' end",
                "then true else true end",
                () -> {
                    CommitToken token = plant(acme, 1);
                    assertThat(count(acme, Freshness.after(token).onlyFromStandby()))
                            .isEqualTo(1);
                });
    }

    /** Does it with one row replayed, the replay paused, and a check of {@code bind_on_standby()} replaced by another. */
    private void weakened(String text, String by, Work work) throws Exception {
        String function = "'tenancy.bind_on_standby(text, interval, text)'::regprocedure";
        String whole = servers.askPrimary("select pg_get_functiondef(" + function + ")");
        assertThat(whole).contains(text);
        String weak = whole.replace(text, by);
        awaitStandby(plant(acme, 1));
        servers.runOnPrimary(weak);
        try {
            servers.await("select pg_get_functiondef(" + function + ") = $weak$" + weak + "$weak$");
            servers.pause();
            work.run();
        } finally {
            servers.resume();
            servers.runOnPrimary(whole);
            servers.await("select pg_get_functiondef(" + function + ") = $whole$" + whole + "$whole$");
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    @Test
    void an_idle_primary_is_made_to_commit_so_that_the_standby_answers_again() throws Exception {
        Freshness oneSecond = Freshness.atMost(Duration.ofSeconds(1));
        awaitStandby(plant(acme, 1));
        TimeUnit.MILLISECONDS.sleep(1200);

        assertThat(answersFromStandby(acme, oneSecond)).isFalse();
        assertThat(database.<Boolean>read(acme, oneSecond.onlyFromStandby(), StandbyReadTest::isInRecovery))
                .isTrue();
    }

    /** Whoever is at work has a number that is lower than the newest, and isn't seen. */
    @Test
    void a_transaction_that_is_still_at_work_is_not_taken_for_one_that_was_replayed() throws Exception {
        Committed<CommitToken> early = database.commit(acme, session -> {
            new DashboardRepository(session).create("early");
            CommitToken itself = tokenOf(session);
            try {
                awaitStandby(plant(acme, 1));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            assertThat(answersFromStandby(acme, Freshness.after(itself))).isFalse();
            return itself;
        });
        assertThat(early.token()).isNotEqualTo(plant(acme, 1));
        awaitStandby(early.token());
        assertThat(count(acme, Freshness.after(early.token()))).isEqualTo(3);
    }

    @Test
    void a_number_that_another_primary_gave_after_the_standbys_last_commit_is_not_taken_for_the_one_it_knows()
            throws Exception {
        awaitStandby(plant(acme, 1));
        String number = servers.askPrimary("select pg_current_xact_id()");
        plant(acme, 1);
        servers.await("select pg_snapshot_xmax(pg_current_snapshot()) > '" + number + "'");
        CommitTokens tokens = new CommitTokens(TestDatabase.config().build().lookupKey());
        long now = System.currentTimeMillis();

        assertThat(answersFromStandby(acme, FROM_STANDBY.andAfter(tokens.seal(number + "." + (now - 60_000)))))
                .isTrue();
        assertThat(answersFromStandby(acme, ANY.andAfter(tokens.seal(number + "." + (now + 60_000)))))
                .isFalse();
    }

    @Test
    void a_token_of_a_number_that_nobody_has_yet_or_of_another_key_leads_to_the_primary() throws Exception {
        awaitStandby(plant(acme, 1));
        CommitTokens tokens = new CommitTokens(TestDatabase.config().build().lookupKey());
        CommitToken ahead = tokens.seal(Long.MAX_VALUE + "." + System.currentTimeMillis());
        CommitToken forged = CommitToken.parse("A".repeat(43));

        assertThat(answersFromStandby(acme, ANY.andAfter(ahead))).isFalse();
        assertThat(answersFromStandby(acme, ANY.andAfter(forged))).isFalse();
        assertThatThrownBy(() -> database.read(acme, FROM_STANDBY.andAfter(forged), StandbyReadTest::isInRecovery))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("not sealed under this lookup key");
    }

    @Test
    void a_commit_without_a_statement_has_a_token_too_and_one_that_fails_has_none() throws Exception {
        awaitStandby(database.commit(acme, session -> 1).token());
        assertThatThrownBy(() -> database.commit(acme, session -> {
                    new DashboardRepository(session).create("not kept");
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(count(acme, Freshness.after(plant(acme, 1)))).isEqualTo(1);
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
                        lockSoon();
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

    @Test
    void a_key_that_the_standby_does_not_know_yet_leaves_its_tokens_to_the_primary() throws Exception {
        awaitStandby(plant(acme, 1));
        servers.pause();
        try {
            servers.askPrimary("select tenancy.rotate_signing_key(interval '1 minute')");
            try (TenantDatabase rotated = open(servers.standbyUrl())) {
                assertThat(rotated.<Boolean>read(acme, ANY, session -> {
                            session.dsl()
                                    .fetch("select * from stage.dashboard where customer_id = ?", acme.customerId());
                            return isInRecovery(session);
                        }))
                        .isFalse();
            }
        } finally {
            servers.resume();
        }
    }

    @Test
    void a_standby_that_is_down_is_done_without_and_taken_again_once_it_is_back() throws Exception {
        plant(acme, 1);
        servers.stopStandby();
        try (TenantDatabase opened = open(servers.standbyUrl())) {
            long start = System.nanoTime();
            for (int i = 0; i < 50; i++) {
                assertThat(opened.<Boolean>read(acme, ANY, StandbyReadTest::isInRecovery))
                        .isFalse();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
            assertThat(opened.health().standby().orElseThrow().state()).isEqualTo(StandbyHealth.State.UNREACHABLE);
            assertThat(opened.health().problems()).singleElement().asString().contains("standby can't be reached");
            assertThatThrownBy(() -> opened.read(acme, FROM_STANDBY, StandbyReadTest::isInRecovery))
                    .isInstanceOf(UnavailableException.class);

            servers.restartStandby();
            // After a start it doesn't know how old it is until it has replayed a commit, which the first read brings
            // about.
            boolean answers = false;
            for (int i = 0; i < 150 && !answers; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
                answers = opened.read(acme, ANY, StandbyReadTest::isInRecovery);
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
            assertThat(wrong.<Boolean>read(acme, ANY, StandbyReadTest::isInRecovery))
                    .isFalse();
            assertThat(wrong.metrics().standby().orElseThrow().fallbacks()).containsEntry("OP426", 1L);
            assertThat(wrong.health().problems()).singleElement().asString().contains("no standby");
        }
    }

    @Test
    void without_a_standby_the_primary_answers_or_nobody() {
        try (TenantDatabase alone = TenantDatabase.open(
                TestDatabase.config(servers.database()).poolSize(1).build())) {
            assertThat(alone.<Boolean>read(acme, ANY, StandbyReadTest::isInRecovery))
                    .isFalse();
            assertThat(alone.metrics().standby()).isEmpty();
            assertThatThrownBy(() -> alone.read(acme, FROM_STANDBY, StandbyReadTest::isInRecovery))
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
    void a_staleness_out_of_bounds_is_refused() {
        assertThatThrownBy(() -> Freshness.atMost(Duration.ofMillis(99))).hasMessageContaining("PT0.1S");
        assertThatThrownBy(() -> Freshness.atMost(Duration.ofDays(2))).hasMessageContaining("PT1H");
    }

    private static TenantDatabase open(String replica) {
        return TenantDatabase.open(TestDatabase.config(servers.database())
                .poolSize(3)
                .replica(replica)
                .build());
    }

    private StandbyMetrics metrics() {
        return database.metrics().standby().orElseThrow();
    }

    private long refusals() {
        return metrics().fallbacks().getOrDefault("OP425", 0L);
    }

    private CommitToken plant(TenantScope scope, int dashboards) {
        return database.commit(scope, session -> {
                    for (int i = 0; i < dashboards; i++) {
                        new DashboardRepository(session).create("Dashboard " + UUID.randomUUID());
                    }
                    return dashboards;
                })
                .token();
    }

    /** A token of the transaction that is at work, as its commit would give. */
    private static CommitToken tokenOf(TenantSession session) {
        return new CommitTokens(session.lookupKey())
                .seal(session.dsl().fetchValue("select pg_current_xact_id()::text") + "."
                        + (System.currentTimeMillis() - 60_000));
    }

    /** Once the query below holds its lock: an exclusive one, which the standby has to replay. */
    private static void lockSoon() {
        new Thread(
                        () -> {
                            try {
                                TimeUnit.MILLISECONDS.sleep(500);
                                servers.runOnPrimary(
                                        "begin; lock table stage.dashboard in access exclusive mode; commit");
                            } catch (SQLException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        "locks-on-primary")
                .start();
    }

    private int count(TenantScope scope, Freshness freshness) {
        return database.<Integer>read(
                scope,
                freshness,
                session -> Integer.parseInt(String.valueOf(session.dsl()
                        .fetchValue(
                                "select count(*) from stage.dashboard where customer_id = ?", session.customerId()))));
    }

    private boolean answersFromStandby(TenantScope scope, Freshness freshness) {
        return database.<Boolean>read(scope, freshness, StandbyReadTest::isInRecovery);
    }

    private static boolean isInRecovery(TenantSession session) {
        return Boolean.TRUE.equals(session.dsl().fetchValue("select pg_is_in_recovery()"));
    }

    private void awaitStandby(CommitToken token) throws InterruptedException {
        for (int i = 0; i < 300 && !answersFromStandby(acme, Freshness.after(token)); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(answersFromStandby(acme, Freshness.after(token))).isTrue();
    }
}
