package com.operanttechnologies.persistence.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.monitoring.DatabaseHealth;
import com.operanttechnologies.persistence.monitoring.StandbyHealth;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A network that swallows what is said gives no error, so nothing but a clock of ours ends the wait. */
@Tag("thorough")
class SwallowedAnswerTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Login runtime = TestDatabase.database().login(DatabaseRole.RUNTIME);
    private final int server =
            URI.create(runtime.url().substring("jdbc:".length())).getPort();

    private String through(SwallowingProxy proxy) {
        return runtime.url().replace(":" + server + "/", ":" + proxy.port() + "/");
    }

    private PersistenceConfig.Builder config() {
        return TestDatabase.config().poolSize(1);
    }

    @Test
    void health_says_that_the_standby_is_unreachable_and_tells_about_the_primary() throws Exception {
        try (SwallowingProxy proxy = new SwallowingProxy(server);
                TenantDatabase database =
                        TenantDatabase.open(config().replica(through(proxy)).build())) {
            assertThat(database.health().standby().orElseThrow().state()).isEqualTo(StandbyHealth.State.NO_STANDBY);
            proxy.swallow();
            DatabaseHealth health = assertTimeoutPreemptively(LIMIT, database::health);
            assertThat(health.state()).isEqualTo(DatabaseHealth.State.SERVING);
            assertThat(health.standby().orElseThrow().state()).isEqualTo(StandbyHealth.State.UNREACHABLE);
        }
    }

    @Test
    void health_says_that_the_primary_is_unreachable() throws Exception {
        try (SwallowingProxy proxy = new SwallowingProxy(server);
                TenantDatabase database =
                        TenantDatabase.open(config().url(through(proxy)).build())) {
            assertThat(database.health().state()).isEqualTo(DatabaseHealth.State.SERVING);
            proxy.swallow();
            DatabaseHealth health = assertTimeoutPreemptively(LIMIT, database::health);
            assertThat(health.state()).isEqualTo(DatabaseHealth.State.UNREACHABLE);
        }
    }
}
