package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.error.RefusedException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real standby shows a scope's Customer alone, as the primary does. */
@Tag("thorough")
@Tag("standby")
@Tag("SEC-3")
final class StandbyIsolationTest extends StandbyFixture {

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
                                        "select count(*) from stage.dashboard"
                                                + " where customer_id = ? or title is not null",
                                        other.customerId())))))
                .as("by row-level security alone")
                .isEqualTo(3);
        assertThat(metrics().answered()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void a_read_without_a_freshness_is_the_primarys() throws Exception {
        awaitStandby(plant(acme, 1));
        long before = metrics().answered();

        assertThat(database.<Boolean>read(acme, StandbyFixture::isInRecovery)).isFalse();
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
                                        "update stage.dashboard set title = 'x'"
                                                + " where customer_id = ? and dashboard_id = ?",
                                        acme.customerId(),
                                        dashboard)))
                .isInstanceOf(RefusedException.class);
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
                assertThat(rotated.metrics().standby().orElseThrow().fallbacks())
                        .containsOnlyKeys("42501");
            }
        } finally {
            servers.resume();
        }
    }
}
