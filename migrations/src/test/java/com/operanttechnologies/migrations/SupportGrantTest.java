package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Support reads one Customer under a grant, what is on record before it reads, and nothing else. */
@Tag("SEC-5")
@Tag("SEC-4")
@Tag("PRV-6")
class SupportGrantTest {

    private static final String NO_SCOPE = "operant: no valid scope";

    private static ThrowawayDatabase database;
    private static Login asker;
    private static Login approver;

    private final UUID customer = UUID.randomUUID();
    private final UUID another = UUID.randomUUID();

    SupportGrantTest() throws SQLException {
        for (UUID each : List.of(customer, another)) {
            try (Connection connection = SealedScope.of(database, each).begin();
                    Statement statement = connection.createStatement()) {
                statement.execute("insert into tenancy.customer (customer_id, name) values ('" + each + "', 'Acme')");
                statement.execute("insert into stage.data_source (customer_id, data_source_id, name, kind, secret)"
                        + " values ('" + each + "', gen_random_uuid(), 'x', 'pg', decode(repeat('00', 40), 'hex'))");
                connection.commit();
            }
        }
    }

    @BeforeAll
    static void logins() throws Exception {
        database = SharedDatabase.get().copy();
        asker = database.login(DatabaseRole.SUPPORT);
        approver = new Login(asker.url(), asker.username() + "_two", asker.password());
        execute(
                database.administrator(),
                "create role " + approver.username() + " login in role operant_support password '" + approver.password()
                        + "'");
    }

    @AfterAll
    static void drop() throws SQLException {
        Login administrator = database.administrator().withDatabase("postgres");
        database.close();
        execute(administrator, "drop role " + approver.username());
    }

    @Test
    void an_open_grant_reads_its_customer_and_no_other() throws Exception {
        String token = open(granted());
        assertThat(read(asker, token, "select customer_id from tenancy.customer"))
                .containsExactly(customer.toString());
        assertThat(read(asker, token, "select customer_id from stage.data_source"))
                .containsExactly(customer.toString());
        assertThat(read(asker, token, "select customer_id from tenancy.customer where customer_id = '" + another + "'"))
                .isEmpty();
    }

    @Test
    void each_step_is_in_the_customers_audit_log_where_it_is_seen() throws Exception {
        String grant = granted();
        open(grant);
        open(grant);
        value(approver, "select support.revoke_grant('" + grant + "', 'the screens are back')");
        List<String> entries = new ArrayList<>();
        try (Connection connection = SealedScope.of(database, customer).begin();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select action || ' ' || split_part(actor, ':', 2) || ' ' || reason from audit.entry"
                                + " where object_id = '" + grant + "' order by number")) {
            while (rows.next()) {
                entries.add(rows.getString(1));
            }
        }
        assertThat(entries)
                .containsExactly(
                        "support_grant.asked " + asker.username() + " ticket 4711: screens are dark",
                        "support_grant.approved " + approver.username() + " ticket 4711: screens are dark",
                        "support_grant.opened " + asker.username() + " ticket 4711: screens are dark",
                        "support_grant.opened " + asker.username() + " ticket 4711: screens are dark",
                        "support_grant.revoked " + approver.username() + " the screens are back");
    }

    @Test
    void a_token_is_no_good_in_the_transaction_that_could_take_its_record_back() throws Exception {
        String grant = granted();
        try (Connection connection = asker.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            String token = value(statement, "select token from support.open('" + grant + "')");
            statement.execute("set local operant.context = '" + token + "'");
            assertThatThrownBy(() -> statement.executeQuery("select name from tenancy.customer"))
                    .hasMessageContaining(NO_SCOPE);
            connection.rollback();
            statement.execute("set local operant.context = '" + token + "'");
            assertThatThrownBy(() -> statement.executeQuery("select name from tenancy.customer"))
                    .as("its record is gone")
                    .hasMessageContaining(NO_SCOPE);
        }
    }

    @Test
    void who_asks_does_not_approve() throws Exception {
        String grant = asked();
        assertThatThrownBy(() -> value(asker, "select support.approve_grant('" + grant + "')"))
                .hasMessageContaining("asked for this support grant, and can't approve it");
        // Past the function, the table itself refuses.
        assertThatThrownBy(() -> execute(
                        database.administrator(),
                        "update support.access_grant set approved_by = asked_by, approved_at = now(),"
                                + " ends_at = now() where grant_id = '" + grant + "'"))
                .hasMessageContaining("asker_does_not_approve");
        assertThatThrownBy(() -> open(grant)).hasMessageContaining("has no open support grant");
    }

    @Test
    void nobody_opens_the_grant_of_somebody_else_or_uses_its_token() throws Exception {
        String grant = granted();
        assertThatThrownBy(() -> value(approver, "select token from support.open('" + grant + "')"))
                .hasMessageContaining("has no open support grant");
        String token = open(grant);
        for (Login thief : List.of(
                approver,
                database.login(DatabaseRole.RUNTIME),
                database.login(DatabaseRole.WORKER),
                database.login(DatabaseRole.AUDITOR))) {
            assertThatThrownBy(() -> read(thief, token, "select tenancy.current_customer()"))
                    .as(thief.username())
                    .hasMessageContaining(NO_SCOPE);
        }
    }

    @Test
    void a_token_of_the_application_gives_support_nothing() throws Exception {
        String token = SealedScope.of(database, customer).token();
        assertThatThrownBy(() -> read(asker, token, "select name from tenancy.customer"))
                .hasMessageContaining(NO_SCOPE);
    }

    @Test
    void a_revoked_grant_ends_at_once_also_in_a_transaction_that_is_open() throws Exception {
        String grant = granted();
        String token = open(grant);
        try (Connection connection = asker.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select tenancy.bind('" + token + "', true)");
            assertThat(value(statement, "select name from tenancy.customer")).isEqualTo("Acme");
            value(database.login(DatabaseRole.OPERATOR), "select support.revoke_grant('" + grant + "', 'enough')");
            assertThatThrownBy(() -> statement.executeQuery("select name from tenancy.customer"))
                    .hasMessageContaining(NO_SCOPE);
        }
        assertThatThrownBy(() -> open(grant)).hasMessageContaining("has no open support grant");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update support.access_grant set asked_at = asked_at - interval '2 hours',"
                        + " approved_at = approved_at - interval '2 hours', ends_at = ends_at - interval '2 hours'",
                "update tenancy.elevated_use set opened_at = opened_at - interval '20 minutes',"
                        + " ends_at = ends_at - interval '20 minutes'",
            })
    void what_has_ended_reads_nothing(String later) throws Exception {
        String grant = granted();
        String token = open(grant);
        execute(database.administrator(), later + " where grant_id = '" + grant + "'");
        if (later.contains("access_grant")) {
            assertThatThrownBy(() -> open(grant)).hasMessageContaining("has no open support grant");
        } else {
            assertThatThrownBy(() -> read(asker, token, "select name from tenancy.customer"))
                    .hasMessageContaining(NO_SCOPE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select secret from stage.data_source",
                "select * from stage.data_source",
                "select * from panel.credential",
                "select * from panel.session",
                "select * from tenancy.customer_key",
                "select * from panel.invoice",
                "select * from audit.entry",
                "select * from support.access_grant",
                "select * from tenancy.elevated_use",
                "update tenancy.customer set name = 'x'",
                "insert into tenancy.customer (name) values ('x')",
                "delete from stage.data_source",
            })
    void beyond_its_purpose_support_is_refused_under_a_grant_as_well(String sql) throws Exception {
        String token = open(granted());
        assertThatThrownBy(() -> execute(asker, "set operant.context = '" + token + "'; " + sql))
                .isInstanceOfSatisfying(
                        SQLException.class,
                        refusal -> assertThat(refusal.getSQLState()).isEqualTo("42501"));
    }

    @Test
    void a_bound_session_of_support_is_read_only_whatever_it_asks_for() throws Exception {
        String token = open(granted());
        assertThat(read(asker, token, "select current_setting('transaction_read_only')"))
                .containsExactly("on");
    }

    @Test
    void a_grant_has_limits() {
        assertThatThrownBy(() -> ask(customer, "because of this ticket", "9 hours"))
                .hasMessageContaining("lasts 1 minute to 8 hours, got 09:00:00");
        assertThatThrownBy(() -> ask(customer, "ticket", "1 hour")).hasMessageContaining("10 to 500 characters, got 6");
        assertThatThrownBy(() -> ask(new UUID(7, 7), "because of this ticket", "1 hour"))
                .hasMessageContaining("there is no Customer");
    }

    private String ask(UUID whom, String reason, String lasts) throws SQLException {
        return value(asker, "select support.request_grant('" + whom + "', '" + reason + "', '" + lasts + "')");
    }

    private String asked() throws SQLException {
        return ask(customer, "ticket 4711: screens are dark", "1 hour");
    }

    private String granted() throws SQLException {
        String grant = asked();
        value(approver, "select support.approve_grant('" + grant + "')");
        return grant;
    }

    private static String open(String grant) throws SQLException {
        return value(asker, "select token from support.open('" + grant + "')");
    }

    private static List<String> read(Login login, String token, String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select tenancy.bind('" + token + "', false)");
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            }
        }
        return values;
    }

    private static String value(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            return value(statement, sql);
        }
    }

    private static String value(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static void execute(Login login, String sql) throws SQLException {
        try (Connection connection = login.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
