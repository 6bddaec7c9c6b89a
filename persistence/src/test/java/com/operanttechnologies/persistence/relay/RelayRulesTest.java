package com.operanttechnologies.persistence.relay;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DashboardVersionRepository;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the database itself refuses to the Customer's own role, past the repositories. */
class RelayRulesTest {

    private final TestSessions sessions = TestSessions.open();
    private final TenantScope acme = sessions.newCustomer("Acme");

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    @Tag("RLY-1")
    void a_pairing_that_has_ended_never_moves_again() {
        OfferedCode offered = Screens.offer(sessions, acme, "Entrance");
        assertThat(Screens.claim(sessions, offered)).isPresent();
        for (String state : List.of("state = 'offered', ended_at = null", "state = 'cancelled'", "state = state")) {
            assertThat(refusal(
                            "update relay.pairing set " + state + " where pairing_id = ?",
                            offered.offer().id()))
                    .isEqualTo("23514 pairing_ends_once");
        }
    }

    @Test
    @Tag("RLY-1")
    void a_pairing_ends_with_a_time_that_fits_its_state_and_lives_a_day_at_most() {
        UUID pairing = Screens.offer(sessions, acme, "Entrance").offer().id();
        String update = "update relay.pairing set state = ?, ended_at = %s where pairing_id = ?";
        assertThat(refusal(String.format(update, "null"), "claimed", pairing)).isEqualTo("23514 pairing_end");
        assertThat(refusal(String.format(update, "expires_at"), "claimed", pairing))
                .isEqualTo("23514 pairing_claimed_in_time");
        assertThat(refusal(String.format(update, "offered_at"), "expired", pairing))
                .isEqualTo("23514 pairing_expired_in_time");
        assertThat(refusal(String.format(update, "offered_at"), "lost", pairing))
                .isEqualTo("23514 pairing_state_check");
        assertThat(refusal("update relay.pairing set expires_at = expires_at + interval '1 hour'"))
                .isEqualTo("42501");
        assertThat(refusal("delete from relay.pairing")).isEqualTo("42501");
        assertThat(
                        refusal(
                                "insert into relay.pairing (pairing_id, screen_id, name, location, offered_at, expires_at)"
                                        + " values (gen_random_uuid(), gen_random_uuid(), 'x', '', now(), now() + interval '25 hours')"))
                .isEqualTo("23514 pairing_life");
        assertThat(refusal("insert into relay.pairing (pairing_id, screen_id, name, location, offered_at, expires_at,"
                        + " offered_by) values (gen_random_uuid(), gen_random_uuid(), 'x', '', now(),"
                        + " now() + interval '1 minute', 'account:nobody')"))
                .isEqualTo("42501");
    }

    @Test
    @Tag("RLY-1")
    void two_offers_can_t_be_open_for_one_screen_nor_two_screens_come_of_one_offer() {
        OfferedCode offered = Screens.offer(sessions, acme, "Entrance");
        UUID screen = Screens.claim(sessions, offered).orElseThrow().screenId();
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(screen));
        sessions.transact(acme, session -> new PairingRepository(session).offerAgain(screen, Screens.TEN_MINUTES));
        assertThat(refusal(
                        "insert into relay.pairing (pairing_id, screen_id, name, location, offered_at, expires_at)"
                                + " values (gen_random_uuid(), ?, 'x', '', now(), now() + interval '1 minute')",
                        screen))
                .isEqualTo("23505 pairing_open");
        assertThat(refusal(
                        "insert into relay.screen (screen_id, pairing_id, name, location, paired_at, created_at,"
                                + " updated_at) values (gen_random_uuid(), ?, 'x', '', now(), now(), now())",
                        offered.offer().id()))
                .isEqualTo("23505 screen_customer_id_pairing_id_key");
    }

    @Test
    @Tag("RLY-1")
    void a_screen_is_the_one_that_its_offer_named() {
        UUID offer = Screens.offer(sessions, acme, "Entrance").offer().id();
        assertThat(refusal(
                        "insert into relay.screen (screen_id, pairing_id, name, location, paired_at, created_at,"
                                + " updated_at) values (gen_random_uuid(), ?, 'x', '', now(), now(), now())",
                        offer))
                .isEqualTo("23503 screen_is_the_one_that_was_offered");
        UUID screen = Screens.pair(sessions, acme, "Exit").screenId();
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(screen));
        assertThat(refusal(
                        "update relay.screen set state = 'paired', pairing_id = ? where screen_id = ?", offer, screen))
                .isEqualTo("23503 screen_is_the_one_that_was_offered");
    }

    @Test
    @Tag("RLY-1")
    void an_unpaired_screen_is_paired_by_a_new_pairing_only_and_a_paired_one_keeps_its() {
        UUID screen = Screens.pair(sessions, acme, "Entrance").screenId();
        UUID other = Screens.offer(sessions, acme, "Exit").offer().id();
        assertThat(refusal("update relay.screen set pairing_id = ? where screen_id = ?", other, screen))
                .isEqualTo("23514 screen_keeps_its_pairing");
        sessions.perform(acme, session -> new ScreenRepository(session).unpair(screen));
        assertThat(refusal("update relay.screen set state = 'paired' where screen_id = ?", screen))
                .isEqualTo("23514 screen_pairs_by_a_new_pairing");
        assertThat(refusal("update relay.screen set created_at = now()")).isEqualTo("42501");
    }

    @Test
    @Tag("RLY-2")
    void what_was_reported_is_neither_changed_nor_deleted_nor_reached_through_a_partition() {
        for (String table : List.of("relay.heartbeat", "relay.client_error")) {
            assertThat(refusal("update " + table + " set reported_at = now()")).isEqualTo("42501");
            assertThat(refusal("delete from " + table)).isEqualTo("42501");
            assertThat(refusal("select * from " + table + "_rest")).isEqualTo("42501");
        }
    }

    @Test
    @Tag("RLY-2")
    void nothing_is_reported_into_a_time_that_has_no_partition() {
        String heartbeat =
                "insert into relay.heartbeat (screen_id, reported_at, viewport_width, viewport_height, browser)"
                        + " values (gen_random_uuid(), now() + ?::interval, 1, 1, '')";
        String error = "insert into relay.client_error (screen_id, occurred_at, reported_at, ordinal, message, source,"
                + " stack) values (gen_random_uuid(), now() + ?::interval, now(), 1, 'x', '', '')";
        for (String far : List.of("-26 hours", "25 hours", "70 years")) {
            assertThat(refusal(heartbeat, far)).isEqualTo("23514 heartbeat_in_time");
            assertThat(refusal(error, far)).isEqualTo("23514 client_error_in_time");
        }
        assertThat(refusal("insert into relay.heartbeat (screen_id, reported_at, received_at, viewport_width,"
                        + " viewport_height, browser) values (gen_random_uuid(), now(), now(), 1, 1, '')"))
                .isEqualTo("42501");
    }

    @Test
    @Tag("RLY-2")
    void a_status_never_goes_back_in_time() {
        UUID screen = Screens.pair(sessions, acme, "Entrance").screenId();
        assertThat(refusal(
                        "update relay.screen_status set last_seen_at = last_seen_at - interval '1 second'"
                                + " where screen_id = ?",
                        screen))
                .isEqualTo("23514 screen_status_moves_forward");
    }

    @Test
    @Tag("RLY-3")
    void an_outage_ends_once_and_a_screen_has_one_at_a_time_that_its_status_can_t_hide() throws SQLException {
        sessions.stopAt(Screens.now().minus(Duration.ofHours(1)));
        UUID screen = Screens.many(sessions, acme, 1).get(0);
        sessions.resume();
        new OutageDetector(sessions.worker(), Duration.ofMinutes(5)).detect(1000, (session, outages) -> {}, "test");
        assertThat(refusal(
                        "insert into relay.outage (screen_id, started_at, detected_at)"
                                + " values (?, now() - interval '1 minute', now())",
                        screen))
                .isEqualTo("23505 outage_open");
        assertThat(refusal("update relay.screen_status set last_seen_at = now() where screen_id = ?", screen))
                .isEqualTo("23514 screen_status_outage");
        assertThat(refusal("update relay.outage set ended_at = started_at where screen_id = ?", screen))
                .isEqualTo("23514 outage_order");
        assertThat(refusal("update relay.outage set started_at = now()")).isEqualTo("42501");
        assertThat(refusal("delete from relay.outage")).isEqualTo("42501");
        try (PlainSql psql = PlainSql.bound(sessions, acme)) {
            assertThat(psql.answer("update relay.outage set ended_at = now() where screen_id = ?", screen))
                    .isEqualTo("1");
            psql.assertRefused(
                    "23514 outage_ends_once", "update relay.outage set ended_at = null where screen_id = ?", screen);
        }
    }

    @Test
    @Tag("RLY-4")
    void a_deployed_version_can_t_vanish_and_who_deployed_it_can_t_be_forged() throws SQLException {
        UUID screen = Screens.pair(sessions, acme, "Entrance").screenId();
        UUID dashboard = sessions.transact(acme, session -> {
            UUID id = new DashboardRepository(session).create("Sales").id();
            new DashboardVersionRepository(session).save(id, 0, "{}");
            new DeploymentRepository(session).deploy(screen, id, 1);
            return id;
        });
        assertThat(refusal("delete from stage.dashboard where dashboard_id = ?", dashboard))
                .isEqualTo("23503 deployment_of_version");
        assertThat(refusal("update relay.deployment set deployed_by = 'account:nobody'"))
                .isEqualTo("42501");
        assertThat(refusal(
                        "insert into relay.deployment (screen_id, dashboard_id, number, deployed_at, deployed_by)"
                                + " values (?, ?, 1, now(), 'account:nobody')",
                        screen,
                        dashboard))
                .isEqualTo("42501");
        try (PlainSql psql = PlainSql.bound(sessions, acme)) {
            assertThat(psql.answer("delete from relay.deployment where screen_id = ?", screen))
                    .isEqualTo("1");
            psql.assertRefused(
                    "23503 deployment_is_in_the_history",
                    "insert into relay.deployment (screen_id, dashboard_id, number, deployed_at) values (?, ?, 1, now())",
                    screen,
                    dashboard);
        }
        assertThat(refusal("update relay.deployment set change = 'withdrawn'")).isEqualTo("42501");
        assertThat(refusal("update relay.deployment_history set number = 2")).isEqualTo("42501");
        assertThat(refusal("delete from relay.deployment_history")).isEqualTo("42501");
    }

    private String refusal(String sql, Object... parameters) {
        try (PlainSql psql = PlainSql.bound(sessions, acme)) {
            return psql.answer(sql, parameters);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
