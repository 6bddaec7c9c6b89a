package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real standby answers what it is new enough for; the primary answers everything else. */
@Tag("thorough")
@Tag("standby")
final class StandbyFreshnessTest extends StandbyFixture {

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

    /** With one row replayed, the replay paused, and a check of {@code bind_on_standby()} replaced by another. */
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
        assertThat(database.<Boolean>read(acme, oneSecond.onlyFromStandby(), StandbyFixture::isInRecovery))
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
        CommitToken later = plant(acme, 1);
        assertThat(early.token()).isNotEqualTo(later);
        awaitStandby(early.token());
        awaitStandby(later);
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
        assertThatThrownBy(() -> database.read(acme, FROM_STANDBY.andAfter(forged), StandbyFixture::isInRecovery))
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
    void a_staleness_out_of_bounds_is_refused() {
        assertThatThrownBy(() -> Freshness.atMost(Duration.ofMillis(99))).hasMessageContaining("PT0.1S");
        assertThatThrownBy(() -> Freshness.atMost(Duration.ofDays(2))).hasMessageContaining("PT1H");
    }

    /** A token of the transaction that is at work, as its commit would give. */
    private static CommitToken tokenOf(TenantSession session) {
        return new CommitTokens(session.lookupKey())
                .seal(session.dsl().fetchValue("select pg_current_xact_id()::text") + "."
                        + (System.currentTimeMillis() - 60_000));
    }
}
