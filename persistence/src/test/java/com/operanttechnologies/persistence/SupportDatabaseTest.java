package com.operanttechnologies.persistence;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.CREDENTIAL;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.INVOICE;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DATA_SOURCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.StaleSessionException;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DataSourceRepository;
import com.operanttechnologies.persistence.stage.SourceSecret;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A support tool reads one Customer through the repositories, under a grant, and the Customer sees each time. */
@Tag("SEC-5")
@Tag("SEC-4")
class SupportDatabaseTest {

    private static final TenantDatabase APPLICATION = TestDatabase.shared();
    private static final Login PERSON = TestDatabase.database().login(DatabaseRole.SUPPORT);
    private static final Login APPROVER = TestDatabase.database().login(DatabaseRole.OPERATOR);

    private static SupportDatabase support;

    private final UUID customer = TestDatabase.newCustomer(APPLICATION, "Acme");
    private final UUID another = TestDatabase.newCustomer(APPLICATION, "Globex");
    private final UUID dashboard = dashboardOf(customer);
    private final UUID anothers = dashboardOf(another);

    @BeforeAll
    static void open() {
        support = SupportDatabase.open(PERSON.url(), PERSON.username(), PERSON.password());
    }

    @AfterAll
    static void close() {
        support.close();
    }

    @Test
    void support_reads_the_customer_of_its_grant_through_repositories_and_no_other() throws SQLException {
        UUID grant = granted();
        String title = support.read(
                grant,
                "ticket-4711",
                session -> new DashboardRepository(session).get(dashboard).title());
        assertThat(title).isEqualTo("Sales");
        List<UUID> seen = support.read(
                grant,
                "ticket-4711",
                session -> session.dsl()
                        .select(DASHBOARD.CUSTOMER_ID)
                        .from(DASHBOARD)
                        .fetch(DASHBOARD.CUSTOMER_ID));
        assertThat(seen).containsExactly(customer);
        assertThatThrownBy(() ->
                        support.read(grant, "ticket-4711", session -> new DashboardRepository(session).get(anothers)))
                .hasMessageContaining("no dashboard");
    }

    @Test
    void each_use_is_in_the_customers_audit_log_also_one_whose_work_fails() throws SQLException {
        UUID grant = granted();
        support.read(grant, "one", TenantSession::customerId);
        assertThatThrownBy(() -> support.read(grant, "two", session -> {
                    throw new IllegalStateException("the tool is broken");
                }))
                .isInstanceOf(IllegalStateException.class);
        List<String> opened = APPLICATION.read(
                scope(customer),
                session -> new AuditLog(session)
                        .listByAction("support_grant.opened", PageRequest.first(10)).items().stream()
                                .map(entry -> entry.objectId() + " " + entry.reason() + " "
                                        + entry.details().contains(PERSON.username()))
                                .toList());
        assertThat(opened)
                .containsExactly(
                        grant + " ticket 4711: screens are dark true", grant + " ticket 4711: screens are dark true");
    }

    @Test
    void it_writes_nothing_and_reads_neither_credentials_nor_bills_nor_a_sealed_secret() throws SQLException {
        UUID grant = granted();
        UUID source = APPLICATION.transact(
                scope(customer),
                session -> new DataSourceRepository(session)
                        .create("x" + UUID.randomUUID(), "pg", "{}", SourceSecret.of("secret"))
                        .id());
        for (SessionAction reach : List.<SessionAction>of(
                session -> session.dsl()
                        .update(DASHBOARD)
                        .set(DASHBOARD.TITLE, "Mine")
                        .execute(),
                session -> new DashboardRepository(session).create("Mine"),
                session -> session.dsl()
                        .select(CREDENTIAL.PASSWORD_HASH)
                        .from(CREDENTIAL)
                        .fetch(),
                session -> session.dsl().select(INVOICE.NUMBER).from(INVOICE).fetch(),
                session -> session.dsl()
                        .select(DATA_SOURCE.SECRET)
                        .from(DATA_SOURCE)
                        .fetch(),
                session -> new DataSourceRepository(session).openSecret(source),
                session -> assertThat(session.lookupKey()).isNotNull())) {
            assertThatThrownBy(() -> support.read(grant, "reach", session -> {
                        reach.accept(session);
                        return true;
                    }))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(support.<String>read(
                        grant,
                        "look",
                        session -> new DataSourceRepository(session).get(source).kind()))
                .as("what isn't secret of it")
                .isEqualTo("pg");
    }

    @Test
    void without_an_approved_grant_of_its_own_nothing_is_read_and_a_revoked_one_ends_within_the_session()
            throws SQLException {
        UUID asked = requested();
        for (UUID none : List.of(asked, UUID.randomUUID())) {
            assertThatThrownBy(() -> support.read(none, "too early", TenantSession::customerId))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("no open support grant " + none);
        }
        value(APPROVER, "select support.approve_grant(?)", asked);
        assertThatThrownBy(() -> support.read(asked, "until revoked", session -> {
                    assertThat(session.dsl().fetchCount(DASHBOARD)).isOne();
                    value(APPROVER, "select support.revoke_grant(?, 'the screens are back')", asked);
                    return session.dsl().fetchCount(DASHBOARD);
                }))
                .isInstanceOf(NoScopeException.class);
        assertThatThrownBy(() -> support.read(asked, "afterwards", TenantSession::customerId))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void a_session_of_support_ends_with_its_lambda() throws SQLException {
        TenantSession escaped = support.read(granted(), "escape", session -> session);
        assertThatThrownBy(escaped::dsl).isInstanceOf(StaleSessionException.class);
        assertThatThrownBy(escaped::connection).isInstanceOf(StaleSessionException.class);
    }

    @Test
    void each_entrance_refuses_the_others_login() {
        Login runtime = TestDatabase.database().login(DatabaseRole.RUNTIME);
        for (Login other : List.of(runtime, APPROVER, TestDatabase.database().administrator())) {
            assertThatThrownBy(() -> SupportDatabase.open(other.url(), other.username(), other.password()))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("Take a login that is a member of operant_support, and of nothing else");
        }
        PersistenceConfig asApplication = TestDatabase.config()
                .login(PERSON.username(), PERSON.password())
                .build();
        assertThatThrownBy(() -> TenantDatabase.open(asApplication))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("it is a member of operant_support");
        assertThatThrownBy(() -> SupportDatabase.open("jdbc:postgresql://db.example/x?options=-c", "x", "y"))
                .hasMessageContaining("may not carry the parameter options")
                .hasMessageContaining("sslmode=verify-full");
    }

    private UUID granted() throws SQLException {
        UUID grant = requested();
        value(APPROVER, "select support.approve_grant(?)", grant);
        return grant;
    }

    private UUID requested() throws SQLException {
        return UUID.fromString(value(
                PERSON,
                "select support.request_grant(?, 'ticket 4711: screens are dark', interval '1 hour')",
                customer));
    }

    private static UUID dashboardOf(UUID customer) {
        return APPLICATION.transact(
                scope(customer),
                session -> new DashboardRepository(session).create("Sales").id());
    }

    private static TenantScope scope(UUID customer) {
        return TenantScope.job(customer, "test", "support-database-test");
    }

    private static String value(Login login, String sql, UUID parameter) {
        try (Connection connection = login.connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
