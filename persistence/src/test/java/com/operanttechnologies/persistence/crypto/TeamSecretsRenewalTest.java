package com.operanttechnologies.persistence.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.TenancyException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a product team has sealed is renewed like the layer's own, and nothing is lost when that is interrupted. */
@Tag("thorough")
@Tag("SEC-2")
class TeamSecretsRenewalTest {

    @AutoClose
    private final TeamSecrets team = new TeamSecrets();

    @Test
    void a_teams_secrets_are_sealed_again_and_open_once_the_former_key_is_gone() {
        team.plantWebhooks(3);
        UUID source = new UUID(4, 4);
        team.insert(
                "data_source", "data_source_id, secret", source, team.encrypted("team.data_source", "secret", source));
        assertThat(team.rotation.renew(team.acme)).isEqualTo(4);
        assertThat(team.rotation.retire(team.acme)).isTrue();
        assertThat(team.keys()).isOne();
        team.assertWebhooksOpen(3);
        assertThat(team.open(
                        new ColumnAddress("team.data_source", "secret", source),
                        Objects.requireNonNull(
                                team.column("data_source", "secret").get(source))))
                .isEqualTo(source.toString());
    }

    /** The second batch waits for a row that somebody holds, and there its session is ended. */
    @Test
    void a_renewal_that_is_killed_between_two_batches_is_finished_by_the_next() throws Exception {
        int count = CustomerKeyRotation.BATCH * 5 / 2;
        team.plantWebhooks(count);
        try (TenantDatabase victim = team.open("renewal-victim");
                Connection holder = team.server.administrator().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select from team.webhook where customer_id = '" + team.acme.customerId()
                    + "' and webhook_id = '" + new UUID(0, CustomerKeyRotation.BATCH + 20) + "' for update");
            CompletableFuture<Long> renewing = CompletableFuture.supplyAsync(
                    () -> new CustomerKeyRotation(victim, team.wrappingKey).renew(team.acme));
            team.awaitLock("renewal-victim");
            team.count("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                    + " where application_name = 'renewal-victim'");
            assertThatThrownBy(() -> renewing.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TenancyException.class);
            holder.rollback();
        }
        assertThat(team.keys()).as("the former key and the new one").isEqualTo(2);
        team.assertWebhooksOpen(count);
        assertThat(team.rotation.renew(team.acme)).isEqualTo(count - CustomerKeyRotation.BATCH);
        assertThat(team.rotation.retire(team.acme)).isTrue();
        team.assertWebhooksOpen(count);
    }

    /** What is under the new key is never sealed again, which would make other bytes of it. */
    @Test
    @Tag("thorough")
    void renewals_that_are_killed_at_random_lose_nothing_and_seal_nothing_twice() throws Exception {
        int count = CustomerKeyRotation.BATCH * 10;
        team.plantWebhooks(count);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<UUID, String> renewed = Map.of();
        List<String> kills = new ArrayList<>();
        while (renewed.size() < count - CustomerKeyRotation.BATCH * 2) {
            assertThat(kills).as("seed " + seed).hasSizeLessThan(40);
            try (TenantDatabase victim = team.open("renewal-victim")) {
                CompletableFuture<Long> renewing = CompletableFuture.supplyAsync(
                        () -> new CustomerKeyRotation(victim, team.wrappingKey).renew(team.acme));
                // One or two batches further than the last, and somewhere in the next.
                int enough = renewed.size() + random.nextInt(CustomerKeyRotation.BATCH * 2);
                while (!renewing.isDone() && team.underTheNewKey().size() < enough) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
                boolean isDone = renewing.isDone();
                team.count("select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity"
                        + " where application_name = 'renewal-victim'");
                boolean isKilled =
                        renewing.handle((result, failure) -> failure != null).get(30, TimeUnit.SECONDS);
                Map<UUID, String> now = team.underTheNewKey();
                assertThat(now).as("seed " + seed + ": " + kills).containsAllEntriesOf(renewed);
                kills.add((isKilled ? "killed at " : isDone ? "done at " : "went on at ") + now.size());
                renewed = now;
            }
            assertThat(team.keys()).as("of which one is the former").isLessThanOrEqualTo(2);
            team.assertWebhooksOpen(count);
        }
        assertThat(kills).as("seed " + seed).anyMatch(kill -> kill.startsWith("killed"));
        assertThat(team.rotation.renew(team.acme)).isEqualTo(count - renewed.size());
        assertThat(team.underTheNewKey()).hasSize(count).containsAllEntriesOf(renewed);
        assertThat(team.keys()).as("the former key stays until it is retired").isEqualTo(2);
        assertThat(team.rotation.retire(team.acme)).isTrue();
        assertThat(team.keys()).isOne();
        team.assertWebhooksOpen(count);
        System.out.println("seed " + seed + ": " + kills);
    }

    @Test
    void another_customers_values_are_neither_read_nor_in_the_way() {
        team.plantWebhooks(1);
        TenantScope other = team.newCustomer("Other");
        UUID id = new UUID(3, 3);
        byte[] value = team.encrypted("team.webhook", "copy", id);
        team.database.execute(
                other, session -> TeamSecrets.insert(session, "webhook", "webhook_id, copy", "", id, value));
        team.rotation.renew(team.acme);
        assertThat(team.rotation.retire(team.acme)).isTrue();
    }
}
