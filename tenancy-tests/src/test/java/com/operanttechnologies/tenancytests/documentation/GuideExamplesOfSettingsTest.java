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
import com.operanttechnologies.persistence.panel.Customer;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Java of "Open the database" in the guide for product teams. */
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
        }
    }
}
