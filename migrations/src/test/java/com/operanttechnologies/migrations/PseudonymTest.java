package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is kept by law is kept without what the law doesn't want: by a rule, that the certificate tells. */
@Tag("PRV-2")
@Tag("PRV-5")
@Tag("thorough")
class PseudonymTest {

    private static final String PROFILE =
            "select legal_name || ' ' || email from panel.billing_profile where customer_id = ";

    private static ThrowawayDatabase database;
    private ErasableCustomer customer;

    @BeforeAll
    static void start() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void signUp() throws SQLException {
        customer = ErasableCustomer.signUp(database, 5);
    }

    @Test
    void an_erasure_replaces_what_needn_t_be_kept_of_a_kept_row_and_its_report_says_which_by_what_and_why()
            throws Exception {
        ErasableCustomer another = ErasableCustomer.signUp(database, 5);
        erase(customer);
        assertThat(customer.asSuperuser(PROFILE + "'" + customer.id() + "'")).isEqualTo("Example Ltd erased@invalid");
        assertThat(customer.asSuperuser(PROFILE + "'" + another.id() + "'"))
                .as("another Customer's")
                .isEqualTo("Example Ltd " + ErasableCustomer.EMAIL);
        assertThat(customer.operator(
                        "select k->'pseudonymised' from json_array_elements(privacy.erasure_report(?)->'kept') k"
                                + " where k->>'table' = 'panel.billing_profile'"))
                .contains("\"column\" : \"email\"", "\"replaced_by\" : \"erased@invalid\"", "tax law");
        assertThat(customer.operator("select k->>'values_with_address' from"
                        + " json_array_elements(privacy.erasure_report(?)->'kept') k"
                        + " where k->>'table' = 'panel.billing_profile'"))
                .isEqualTo("0");
    }

    /** Without the rule the address stays: what the test above would notice. */
    @Test
    void without_the_rule_the_scan_counts_the_address_that_is_kept() throws Exception {
        try (ThrowawayDatabase without = database.copy()) {
            ErasableCustomer kept = new ErasableCustomer(without, customer.id(), customer.owner());
            kept.asSuperuser("delete from tenancy.pseudonym_rule");
            erase(kept);
            assertThat(kept.asSuperuser(PROFILE + "'" + kept.id() + "'")).endsWith(ErasableCustomer.EMAIL);
            assertThat(kept.operator("select concat_ws(' ', k->>'values_with_address', k->>'pseudonymised') from"
                            + " json_array_elements(privacy.erasure_report(?)->'kept') k"
                            + " where k->>'table' = 'panel.billing_profile'"))
                    .isEqualTo("1 []");
        }
    }

    @Test
    @Tag("PRV-1")
    void a_rule_that_comes_after_an_erasure_is_applied_by_the_retention_job() throws Exception {
        try (ThrowawayDatabase own = database.copy()) {
            ErasableCustomer erased = new ErasableCustomer(own, customer.id(), customer.owner());
            erase(erased);
            asOwner(
                    own,
                    "select tenancy.pseudonymise('panel.billing_profile', 'address', 'erased',"
                            + " 'where the Customer was isn''t needed without an invoice')");
            assertThat(erased.operator("select due || ' ' || because from privacy.retention_due(?)"))
                    .isEqualTo("1 replaced: address, email");
            erased.operator("call privacy.enforce_retention()");
            assertThat(erased.asSuperuser(
                            "select address || ' ' || email || ' ' || legal_name from panel.billing_profile"
                                    + " where customer_id = '" + erased.id() + "'"))
                    .isEqualTo("erased erased@invalid Example Ltd");
            assertThat(erased.operator("select count(*) from privacy.retention_due(?)"))
                    .isEqualTo("0");
        }
    }

    @Test
    void by_hand_the_operator_writes_no_other_value_and_none_before_the_customer_may_be_erased() throws Exception {
        String replace = "update panel.billing_profile set email = 'erased@invalid' where customer_id = ?";
        refused(replace, "may not be deleted before its grace period has ended");
        customer.terminate();
        refused(replace, "may not be deleted before its grace period has ended");
        customer.endGracePeriod();
        refused(
                "update panel.billing_profile set email = 'mine@example.com' where customer_id = ?",
                "row-level security");
        refused("update panel.billing_profile set legal_name = 'Mine' where customer_id = ?", "permission denied");
        customer.operator(
                "select privacy.place_hold(?, 'counsel', 'proceedings 12 O 34/26', now() + interval '1 day')");
        refused(replace, "while a legal hold stands");
        assertThat(customer.asSuperuser(PROFILE + "'" + customer.id() + "'"))
                .isEqualTo("Example Ltd " + ErasableCustomer.EMAIL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stage.viewer          | name       | nobody    | is deleted with its Customer",
                "audit.entry           | actor      | nobody    | is an audit log, whose chain would break",
                "panel.billing_profile | fax        | nobody    | has no column fax",
                "panel.billing_profile | updated_at | nobody    | which is no text",
                "panel.processor_payment | reference | nobody   | in the index panel.processor_payment_pkey",
                "panel.invoice         | email      | e@invalid | has the trigger invoice_settles_once",
                "panel.billing_profile | email      | nobody    | which breaks billing_profile_email_check",
            })
    void a_rule_that_can_t_work_is_refused_by_the_migration_that_makes_it(
            String table, String column, String value, String why) {
        assertThatThrownBy(() -> asOwner(
                        database,
                        "select tenancy.pseudonymise('" + table + "', '" + column + "', '" + value
                                + "', 'a rule that can''t work')"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining(why);
    }

    private static void erase(ErasableCustomer whom) throws SQLException {
        whom.terminate();
        whom.endGracePeriod();
        whom.erase();
    }

    private void refused(String sql, String why) throws SQLException {
        customer.operator("select tenancy.seal_job(?, 'by-hand')");
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute("select tenancy.bind(tenancy.seal_job('" + customer.id() + "', 'by-hand'), false)");
            assertThatThrownBy(() -> statement.execute(sql.replace("?", "'" + customer.id() + "'")))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(why);
            operator.rollback();
        }
    }

    private static void asOwner(ThrowawayDatabase where, String sql) throws SQLException {
        try (Connection migrator = where.login(DatabaseRole.MIGRATOR).connect();
                Statement statement = migrator.createStatement()) {
            statement.execute("set role operant_owner");
            statement.execute(sql);
        }
    }
}
