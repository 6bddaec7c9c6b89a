package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.monitoring.StandbyHealth;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two primaries, of which one was a standby a moment ago: what is connected to it takes nothing from it any more. */
@Tag("thorough")
class StandbyPromotionTest {

    private static final Freshness ANY = Freshness.atMost(Duration.ofHours(1));

    @TempDir
    private static Path folder;

    @Test
    void a_standby_that_was_promoted_answers_no_more() throws Exception {
        try (StreamingStandby servers = new StreamingStandby(folder);
                TenantDatabase database = TenantDatabase.open(TestDatabase.config(servers.database())
                        .replica(servers.standbyUrl())
                        .poolSize(2)
                        .build())) {
            TenantScope scope = TenantScope.job(TestDatabase.newCustomer(database, "Acme"), "test", "promotion");
            CommitToken token = database.commit(scope, session -> true).token();
            Freshness fromStandby = ANY.andAfter(token).onlyFromStandby();
            assertThat(database.<String>read(scope, fromStandby, StandbyPromotionTest::port))
                    .isEqualTo(servers.askStandby("show port"));

            servers.askStandby("select pg_promote()");

            assertThat(database.<String>read(scope, ANY.andAfter(token), StandbyPromotionTest::port))
                    .isEqualTo(servers.askPrimary("show port"));
            assertThatThrownBy(() -> database.read(scope, fromStandby, StandbyPromotionTest::port))
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            error -> assertThat(error.sqlState()).isEqualTo("OP426"));
            assertThat(database.health().standby()).map(StandbyHealth::state).contains(StandbyHealth.State.NO_STANDBY);
        }
    }

    private static String port(TenantSession session) {
        return String.valueOf(session.dsl().fetchValue("select current_setting('port')"));
    }
}
