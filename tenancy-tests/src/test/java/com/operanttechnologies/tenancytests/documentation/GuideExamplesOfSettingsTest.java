package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.PersistenceConfig;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.crypto.LookupKey;
import com.operanttechnologies.persistence.crypto.WrappingKey;
import com.operanttechnologies.persistence.monitoring.DatabaseHealth;
import com.operanttechnologies.persistence.monitoring.DatabaseMetrics;
import com.operanttechnologies.persistence.panel.Customer;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Java of "Open the database" and "Watch it" in the guide for product teams. */
@ExtendWith(PostgresExtension.class)
class GuideExamplesOfSettingsTest {

    @Test
    void a_database_is_opened_with_settings_from_outside(PostgresUnderTest server) throws SQLException {
        byte[] lookupKey = new byte[LookupKey.LENGTH];
        new SecureRandom().nextBytes(lookupKey);
        try (ThrowawayDatabase migrated = server.newDatabase()) {
            open(
                    migrated.login(DatabaseRole.RUNTIME),
                    migrated.login(DatabaseRole.SIGNER),
                    WrappingKey.generate().toJson(),
                    lookupKey);
        }
    }

    private static void open(Login application, Login signer, String wrappingKeyJson, byte[] lookupKeyBytes) {
        String url = application.url();
        String applicationUser = application.username();
        String applicationPassword = application.password();
        String signerUser = signer.username();
        String signerPassword = signer.password();

        PersistenceConfig config = PersistenceConfig.builder()
                .url(url)
                .login(applicationUser, applicationPassword)
                .signer(signerUser, signerPassword)
                .wrappingKey(WrappingKey.fromJson(wrappingKeyJson))
                .lookupKey(LookupKey.of(lookupKeyBytes))
                .poolSize(10)
                .build();
        TenantDatabase database = TenantDatabase.open(config);

        try (database) {
            Customer customer = database.transact(
                    TenantScope.signUp(UUID.randomUUID(), "request-1"),
                    session -> new Customers(session).signUp("Acme Displays"));
            assertThat(customer.name()).isEqualTo("Acme Displays");
            assertThat(watch(database))
                    .containsEntry("pool.active", 0L)
                    .containsEntry("sessions", 1L)
                    .containsEntry("unavailable", 0L);
        }
    }

    private static Map<String, Long> watch(TenantDatabase database) {
        Map<String, Long> told = new HashMap<>();
        List<String> warnings = new ArrayList<>();
        Warnings log = warnings::add;
        Gauge gauge = told::put;

        DatabaseHealth health = database.health();
        boolean ready = health.state() == DatabaseHealth.State.SERVING;
        health.problems().forEach(log::warn);

        DatabaseMetrics metrics = database.metrics();
        gauge.accept("pool.active", metrics.pool().active());
        gauge.accept("pool.waiting", metrics.pool().waiting());
        gauge.accept("sessions", metrics.reads() + metrics.transactions());
        gauge.accept("unavailable", metrics.unavailable());
        metrics.failures().forEach((state, count) -> gauge.accept("failures." + state, count));

        assertThat(ready).isTrue();
        assertThat(warnings).isEmpty();
        return told;
    }

    private interface Gauge {
        void accept(String name, long value);
    }

    private interface Warnings {
        void warn(String text);
    }
}
