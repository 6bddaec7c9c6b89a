package com.operanttechnologies.tenancytests.documentation;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.panel.Account;
import com.operanttechnologies.persistence.panel.AccountRepository;
import com.operanttechnologies.persistence.panel.AccountRole;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.persistence.panel.SessionRepository;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

/** What the guides' examples start from: the guide's own table, the layer as the runtime role, and a Customer. */
final class ExampleDatabase implements AutoCloseable {

    private static final UUID CUSTOMER = UUID.randomUUID();

    private final ThrowawayDatabase migrated;
    private final TenantDatabase layer;
    private final Account account;
    private final String cookie;

    ExampleDatabase(PostgresUnderTest server) throws SQLException {
        migrated = server.newDatabase();
        applyTheGuidesMigration();
        layer = TenantDatabase.open(LayerSettings.of(migrated).build());
        TenantScope scope = TenantScope.signUp(CUSTOMER, "example");
        account = layer.transact(scope, session -> {
            new Customers(session).signUp("Acme Displays");
            return new AccountRepository(session)
                    .create(new EmailAddress("ana@acme.example"), "Ana", AccountRole.OWNER);
        });
        cookie = layer.transact(
                scope,
                session -> new SessionRepository(session)
                        .open(account.accountId(), Duration.ofHours(8))
                        .cookie()
                        .value());
    }

    ThrowawayDatabase migrated() {
        return migrated;
    }

    TenantDatabase layer() {
        return layer;
    }

    UUID customerId() {
        return CUSTOMER;
    }

    UUID accountId() {
        return account.accountId();
    }

    /** The account is signed in with it. */
    String cookie() {
        return cookie;
    }

    TenantScope scope() {
        return TenantScope.account(CUSTOMER, account.accountId(), "example");
    }

    /** Before the layer is opened, which learns then which tables are tenant tables. */
    private void applyTheGuidesMigration() throws SQLException {
        try (Connection connection = migrated.login(DatabaseRole.MIGRATOR).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set role operant_owner");
            for (CodeBlock block : Checkout.page("docs/product-teams.md").blocks("sql")) {
                statement.execute(block.text());
            }
        }
    }

    @Override
    public void close() {
        layer.close();
        migrated.close();
    }
}
