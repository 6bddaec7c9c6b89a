package com.operanttechnologies.tenancytests.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.Freshness;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DashboardVersionRepository;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A read is one round trip, a transaction of n statements n + 1: what the same work takes without tenancy. Everything
 * is done twice and counted the second time, when the driver knows the types.
 */
@ExtendWith(PostgresExtension.class)
class RoundTripTest {

    private static final TenantScope SCOPE = TenantScope.job(UUID.randomUUID(), "test", "round-trips");
    private static final String POINT_READ = "select name from tenancy.customer where customer_id = ?";

    private static ThrowawayDatabase migrated;
    private static CountingProxy proxy;
    private static TenantDatabase database;
    private static Dashboard dashboard;

    @BeforeAll
    static void open(PostgresUnderTest server) throws SQLException, IOException {
        migrated = server.newDatabase();
        Login runtime = migrated.login(DatabaseRole.RUNTIME);
        proxy = CountingProxy.to(runtime);
        database = TenantDatabase.open(LayerSettings.of(migrated)
                .url(proxy.through(runtime).url())
                .poolSize(1)
                .build());
        database.execute(SCOPE, session -> new Customers(session).signUp("Round Trips"));
        dashboard = database.transact(SCOPE, session -> new DashboardRepository(session).create("Counted"));
    }

    @AfterAll
    static void close() throws IOException {
        database.close();
        proxy.close();
        migrated.close();
    }

    private static long roundTrips(Runnable work) {
        work.run();
        proxy.reset();
        work.run();
        return proxy.roundTrips();
    }

    private static void readName(TenantSession session) {
        try (PreparedStatement statement = session.connection().prepareStatement(POINT_READ)) {
            statement.setObject(1, session.customerId());
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_read_by_plain_jdbc_is_one() {
        assertThat(roundTrips(() -> database.read(SCOPE, session -> {
                    readName(session);
                    return true;
                })))
                .isEqualTo(1);
    }

    @Test
    void a_read_of_a_repository_is_one() {
        assertThat(roundTrips(
                        () -> database.read(SCOPE, session -> new DashboardRepository(session).get(dashboard.id()))))
                .isEqualTo(1);
    }

    @Test
    void a_page_of_a_list_is_one() {
        assertThat(roundTrips(() -> database.read(
                        SCOPE, session -> new DashboardRepository(session).list(false, PageRequest.first(50)))))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void n_reads_in_a_read_session_are_n(int n) {
        assertThat(roundTrips(() -> database.read(SCOPE, session -> {
                    for (int i = 0; i < n; i++) {
                        readName(session);
                    }
                    return true;
                })))
                .isEqualTo(n);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7})
    void a_transaction_of_n_statements_is_n_and_its_commit(int n) {
        assertThat(roundTrips(() -> database.execute(SCOPE, session -> {
                    for (int i = 0; i < n; i++) {
                        readName(session);
                    }
                })))
                .isEqualTo(n + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void a_transaction_whose_commit_is_named_is_not_one_more(int n) {
        assertThat(roundTrips(() -> database.commit(SCOPE, session -> {
                    for (int i = 0; i < n; i++) {
                        readName(session);
                    }
                    return n;
                })))
                .isEqualTo(n + 1);
    }

    /** A primary in its place, whose bind doesn't ask how much was replayed. */
    @Test
    void a_read_of_a_standby_is_one_there_and_none_at_the_primary() throws Exception {
        try (Connection superuser = migrated.administrator().connect();
                Statement statement = superuser.createStatement()) {
            statement.execute(
                    "create or replace function tenancy.bind_on_standby(token text, at_most interval, after text)"
                            + " returns void language plpgsql as $$ begin perform tenancy.bind(token, true); end $$");
        }
        Login runtime = migrated.login(DatabaseRole.RUNTIME);
        try (CountingProxy standby = CountingProxy.to(runtime);
                TenantDatabase both = TenantDatabase.open(LayerSettings.of(migrated)
                        .url(proxy.through(runtime).url())
                        .replica(standby.through(runtime).url())
                        .poolSize(1)
                        .build())) {
            assertThat(roundTrips(() -> {
                        standby.reset();
                        both.read(SCOPE, Freshness.atMost(Duration.ofSeconds(5)), session -> {
                            readName(session);
                            return true;
                        });
                    }))
                    .isZero();
            assertThat(standby.roundTrips()).isEqualTo(1);
            assertThat(both.metrics().standby().orElseThrow().answered()).isEqualTo(2);
        }
    }

    @Test
    void an_insert_with_returning_is_one_and_its_commit() {
        assertThat(roundTrips(
                        () -> database.transact(SCOPE, session -> new DashboardRepository(session).create("Another"))))
                .isEqualTo(2);
    }

    @Test
    void an_update_is_one_and_its_commit() {
        assertThat(roundTrips(() -> database.transact(SCOPE, session -> {
                    DashboardRepository dashboards = new DashboardRepository(session);
                    return dashboards.rename(dashboard.id(), dashboard.version() + renamed++, "Renamed");
                })))
                .isEqualTo(2);
    }

    private static long renamed;

    @Test
    void a_version_is_saved_in_one_and_its_commit() {
        assertThat(roundTrips(() -> database.transact(
                        SCOPE, session -> new DashboardVersionRepository(session).save(dashboard.id(), saved++, "{}"))))
                .isEqualTo(2);
    }

    private static int saved;

    @Test
    void a_portion_of_a_cursor_is_one() {
        // Three rows in portions of two: two portions, and the commit.
        assertThat(roundTrips(() -> database.execute(SCOPE, session -> {
                    try (PreparedStatement statement = session.connection()
                            .prepareStatement(
                                    "select generate_series(1, 3) from tenancy.customer where customer_id = ?")) {
                        statement.setFetchSize(2);
                        statement.setObject(1, session.customerId());
                        try (ResultSet rows = statement.executeQuery()) {
                            while (rows.next()) {
                                assertThat(rows.getInt(1)).isPositive();
                            }
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                })))
                .isEqualTo(3);
    }

    @Test
    void a_batch_is_its_bind_and_one_and_its_commit() {
        assertThat(roundTrips(() -> database.execute(SCOPE, session -> {
                    try (PreparedStatement statement = session.connection()
                            .prepareStatement("insert into stage.dashboard (customer_id, dashboard_id, title)"
                                    + " values (?, ?, 'batched')")) {
                        for (int i = 0; i < 100; i++) {
                            statement.setObject(1, session.customerId());
                            statement.setObject(2, UUID.randomUUID());
                            statement.addBatch();
                        }
                        assertThat(statement.executeBatch()).hasSize(100);
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                })))
                .isEqualTo(3);
    }

    @Test
    void resolving_a_cookie_before_a_customer_is_known_is_one() {
        assertThat(roundTrips(() -> assertThat(database.gateway().resolve(SecretKind.SESSION, "unknown"))
                        .isEmpty()))
                .isEqualTo(1);
    }

    @Test
    void a_session_without_a_statement_is_none() {
        assertThat(roundTrips(() -> database.execute(SCOPE, session -> {}))).isZero();
    }
}
