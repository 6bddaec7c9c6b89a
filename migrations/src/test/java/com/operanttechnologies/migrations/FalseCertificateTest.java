package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ways to have a Customer certified as erased that isn't, and for a Customer to have its own erasure fail for ever. */
@Tag("PRV-5")
class FalseCertificateTest {

    private ThrowawayDatabase database;
    private ErasableCustomer customer;

    @BeforeEach
    void signUp() throws Exception {
        database = SharedDatabase.get().copy();
        customer = ErasableCustomer.signUp(database, 3);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    private void end() throws SQLException {
        customer.terminate();
        customer.endGracePeriod();
    }

    private void assertErased() throws SQLException {
        assertThat(customer.operator("select state from privacy.state(?)")).isEqualTo("erased");
        assertThat(customer.whereFound(customer.id().toString())).isEqualTo(ErasableCustomer.KEPT);
    }

    private static void assertRefused(String state, ThrowingCallable code) {
        assertThatThrownBy(code)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(state));
    }

    @Test
    void an_operator_that_gave_up_its_policies_erases_all_the_same() throws Exception {
        end();
        customer.operator("drop owned by operant_operator");
        customer.erase();
        assertErased();
        assertThat(customer.removed()).contains("panel.account 1", "usage.event 3");
        assertThat(customer.asSuperuser(
                        "select string_agg(distinct email, '') from panel.billing_profile where customer_id = '"
                                + customer.id() + "'"))
                .as("what is kept is searched, and replaced")
                .isEqualTo("erased@invalid");
    }

    /** By somebody who owns the table: nobody else can. */
    @ParameterizedTest
    @CsvSource({"recorder, panel.session", "recorder, panel.billing_profile", "operator_delete, panel.session"})
    void without_a_policy_nothing_is_certified_that_is_not_so(String policy, String table) throws Exception {
        end();
        customer.asSuperuser("drop policy " + policy + " on " + table);
        assertRefused("55000", customer::erase);
        assertThat(customer.operator("select state from privacy.state(?)")).isEqualTo("terminated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "privacy.begin_step('me', 'left')",
                "privacy.note_step('tenancy', 'customer_key', 1, true)",
                "privacy.note_scan('audit', 'entry', '{}', 0, 0, 0)",
                "privacy.finish_erasure()",
                "privacy.scan_unscoped('privacy.erasure', 'user1@a', '{}')"
            })
    void an_operator_at_a_customer_claims_nothing_and_guesses_nothing(String function) throws Exception {
        end();
        customer.operator("select tenancy.seal_job(?, 'byhand')");
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute("select tenancy.bind(tenancy.seal_job('" + customer.id() + "', 'byhand'), false)");
            assertRefused("42501", () -> statement.execute("select " + function));
        }
    }

    /** Its snapshot is older than the termination, so it goes on as if the Customer were active. */
    @Test
    void while_a_transaction_from_before_is_open_nothing_is_certified_and_what_it_leaves_is_erased() throws Exception {
        try (Connection old = customer.ownersScope().runtime().connect();
                Statement statement = old.createStatement()) {
            old.setAutoCommit(false);
            old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            customer.ownersScope().bind(old);
            assertThat(accounts(statement)).isEqualTo(1);
            int process = old.unwrap(org.postgresql.PGConnection.class).getBackendPID();
            end();
            assertThatThrownBy(customer::erase).hasMessageContaining("process " + process);
            assertThat(customer.operator("select state from privacy.state(?)")).isEqualTo("terminated");

            assertThat(accounts(statement)).as("by its snapshot").isEqualTo(1);
            statement.execute("insert into usage.event (event_id, kind, name, occurred_at)"
                    + " values (gen_random_uuid(), 'request', 'dashboard.opened', now())");
            statement.execute("select gateway.register_sign_in(sha256('late'), '" + customer.owner() + "')");
            old.commit();
        }
        customer.erase();
        assertErased();
        assertThat(customer.removed()).contains("usage.event 4");
    }

    private static int accounts(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery("select count(*) from panel.account")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void a_transaction_that_began_later_is_not_waited_for() throws Exception {
        end();
        customer.operator("select privacy.erase_step(?, 'jane', 'the contract has ended')");
        customer.operator("select privacy.erase_step(?, 'jane', 'the contract has ended')");
        ErasableCustomer other = ErasableCustomer.signUp(database, 1);
        try (Connection later = other.ownersScope().begin();
                Statement statement = later.createStatement()) {
            statement.execute("update panel.account set display_name = 'Jo'");
            customer.erase();
        }
        assertErased();
    }

    @Test
    void steps_are_refused_to_a_snapshot_that_does_not_see_what_comes() throws Exception {
        end();
        customer.operator("select privacy.erase_step(?, 'jane', 'the contract has ended')");
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            operator.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            assertThatThrownBy(() -> statement.execute(
                            "select privacy.erase_step('" + customer.id() + "', 'jane', 'the contract has ended')"))
                    .hasMessageContaining("READ COMMITTED");
        }
    }

    /** Any text is an address, as far as the database can tell. */
    @ParameterizedTest
    @ValueSource(strings = {"y@o", "privacy@operanttechnologies.com"})
    void an_address_that_stands_in_the_policy_or_at_another_customer_stops_nothing(String address) throws Exception {
        customer.operator("insert into panel.policy_version (version, title, summary, url, effective_at)"
                + " values (7, 'Privacy', 'write to privacy@operanttechnologies.com', 'https://operanttechnologies.com',"
                + " now() + interval '40 days')");
        ErasableCustomer other = ErasableCustomer.signUp(database, 1);
        other.operator("select privacy.suspend(?, 'privacy@operanttechnologies.com', 'has not paid')");
        try (Connection runtime = customer.ownersScope().begin();
                Statement statement = runtime.createStatement()) {
            statement.execute("insert into panel.account (account_id, email, display_name, role)"
                    + " values (gen_random_uuid(), '" + address + "', 'Y', 'member')");
            runtime.commit();
        }
        end();
        customer.erase();
        assertErased();
    }
}
