package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every block of SQL is run in its page's order by who the page says runs it. */
@ExtendWith(PostgresExtension.class)
class SqlBlocksTest {

    private static final String PASSWORD = "correct horse battery staple";

    /** Of whom the guides write. */
    private static final String CUSTOMER = "018f2b5c-7f00-7000-8000-000000000001";

    /** Roles are the cluster's, so the guide's names would be in the way of another run on the same server. */
    private final String own = "operant_" + HexFormat.of().toHexDigits(new Random().nextInt()) + "_panel_";

    private ThrowawayDatabase migrated;

    @BeforeEach
    void create(PostgresUnderTest server) throws SQLException {
        migrated = server.newDatabase();
        SqlReader.ADMINISTRATOR.execute(
                migrated, "insert into tenancy.customer (customer_id, name) values ('" + CUSTOMER + "', 'Acme')");
    }

    @AfterEach
    void drop() throws SQLException {
        SqlReader.ADMINISTRATOR.execute(
                migrated,
                "drop role if exists " + own + "app; drop role if exists " + own + "signer; drop role if exists " + own
                        + "monitor");
        migrated.close();
    }

    private void run(CodeBlock block) {
        try {
            SqlReader.of(block).execute(migrated, block.text().replace("panel_", own));
        } catch (SQLException e) {
            throw new AssertionError(block.place() + ": " + e.getMessage(), e);
        }
    }

    @TestFactory
    Stream<DynamicTest> every_block_runs() {
        return Checkout.guides().stream()
                .flatMap(page -> page.blocks("sql").stream())
                .map(block -> DynamicTest.dynamicTest(block.place(), () -> run(block)));
    }

    @Test
    void nobody_is_named_for_a_block_that_is_gone() {
        assertThat(SqlReader.unused(Checkout.guides().stream()
                        .flatMap(page -> page.blocks("sql").stream())
                        .toList()))
                .isEmpty();
    }

    @Test
    void the_logins_that_the_guide_makes_are_what_the_layer_wants() throws SQLException {
        run(Checkout.page("docs/database-administrators.md").blocks("sql").get(0));
        for (String login : List.of(own + "app", own + "signer")) {
            SqlReader.ADMINISTRATOR.execute(migrated, "alter role " + login + " password '" + PASSWORD + "'");
        }

        try (TenantDatabase database = TenantDatabase.open(LayerSettings.of(migrated)
                .login(own + "app", PASSWORD)
                .signer(own + "signer", PASSWORD)
                .build())) {
            TenantScope scope = TenantScope.signUp(UUID.randomUUID(), "request-1");
            database.execute(scope, session -> new Customers(session).signUp("Acme Displays"));
            String name =
                    database.read(scope, session -> new Customers(session).own().name());
            assertThat(name).isEqualTo("Acme Displays");
        }
    }

    @Test
    void a_block_that_nobody_is_named_for_is_reported_with_its_place() {
        CodeBlock added = new CodeBlock("docs/made-up.md", 7, "sql", "select 1;");

        assertThatThrownBy(() -> run(added))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("docs/made-up.md:7")
                .hasMessageContaining("select 1;");
    }

    @Test
    void a_block_that_fails_is_reported_with_its_place() {
        CodeBlock wrong = new CodeBlock("docs/product-teams.md", 7, "sql", "create schema signage; select nothing;");

        assertThatThrownBy(() -> run(wrong))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("docs/product-teams.md:7");
    }
}
