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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot is read for longer than a token lives by renewals that are on record, and by nothing else. */
@Tag("SEC-5")
@Tag("thorough")
class ExportRenewalTest {

    private static final String READ = "select count(*) from panel.account";

    private static ThrowawayDatabase database;
    private ErasableCustomer customer;
    private String token;

    @BeforeAll
    static void start() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void begin() throws SQLException {
        customer = ErasableCustomer.signUp(database, 1);
        token = begun("2 seconds");
    }

    private String begun(String life) throws SQLException {
        return customer.operator(
                "select privacy.begin_export(?, 'jane', 'to be renewed', false, interval '" + life + "')");
    }

    private String renewed() throws SQLException {
        customer.operator("select privacy.renew_export('" + token + "')");
        return customer.operator("select privacy.export_renewal('" + token + "')");
    }

    private String renewals() throws SQLException {
        return customer.asSuperuser("select count(*) from audit.entry where action = 'job.renewed' and customer_id = '"
                + customer.id() + "'");
    }

    private static String value(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection reading() throws SQLException {
        Connection connection = database.login(DatabaseRole.OPERATOR).connect();
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Statement statement = connection.createStatement()) {
            statement.execute("select tenancy.bind('" + token + "', true)");
        }
        return connection;
    }

    private static void sleepUntilEndsOf(Connection reading) throws SQLException {
        try (Statement statement = reading.createStatement()) {
            statement.execute("select pg_sleep_until(now() + interval '2.1 seconds')");
        }
    }

    /** Whose failure is undone, so that the transaction goes on. */
    private static void refused(Statement statement, String renewal) throws SQLException {
        statement.execute("savepoint s");
        statement.execute("set local operant.renewal = '" + renewal + "'");
        refused(() -> value(statement, READ));
        statement.execute("rollback to savepoint s");
    }

    private static void refused(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"))
                .hasMessageContaining("operant: no valid scope");
    }

    @Test
    void a_transaction_that_outlasts_its_token_reads_on_by_a_renewal_alone() throws Exception {
        try (Connection reading = reading();
                Statement statement = reading.createStatement()) {
            assertThat(value(statement, READ)).isEqualTo("1");
            statement.execute("select pg_sleep(1)");
            String renewal = renewed();
            sleepUntilEndsOf(reading);
            refused(statement, "");
            refused(statement, "9999999999999." + renewal.split("\\.")[1]);
            refused(statement, "9999999999999." + "0".repeat(64));
            refused(statement, renewal.split("\\.")[0]);
            refused(statement, "x".repeat(1000));
            statement.execute("set local operant.renewal = '" + renewal + "'");
            assertThat(value(statement, READ)).isEqualTo("1");
            statement.execute("select pg_sleep(1.1)");
            refused(() -> value(statement, READ));
        }
        assertThat(renewals()).isEqualTo("1");
    }

    /** For another transaction, the token has its end; for another use, the renewal isn't sealed. */
    @Test
    void a_renewal_is_for_the_transactions_that_began_with_the_token_and_for_its_use_alone() throws Exception {
        String renewal;
        String other = token;
        token = begun("2 seconds");
        try (Connection reading = reading();
                Statement statement = reading.createStatement()) {
            String own = token;
            token = other;
            statement.execute("select pg_sleep(1)");
            renewal = renewed();
            sleepUntilEndsOf(reading);
            refused(statement, renewal);
            token = own;
        }
        token = other;
        refused(this::reading);
    }

    @Test
    void a_renewal_is_given_once_it_is_on_record() throws Exception {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute("select privacy.renew_export('" + token + "')");
            refused(() -> value(statement, "select privacy.export_renewal('" + token + "')"));
            operator.rollback();
        }
        refused(() -> customer.operator("select privacy.export_renewal('" + token + "')"));
        assertThat(renewals()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "opened_at = opened_at - interval '2 seconds', ends_at = ends_at - interval '2 seconds'",
                "login = 'somebody_else'",
                "role_name = 'operant_auditor', job = null"
            })
    void what_has_ended_or_is_somebody_elses_is_neither_renewed_nor_ended(String change) throws Exception {
        customer.asSuperuser(
                "update tenancy.elevated_use set " + change + " where customer_id = '" + customer.id() + "'");
        refused(() -> customer.operator("select privacy.renew_export('" + token + "')"));
        refused(() -> customer.operator("select privacy.end_export('" + token + "', 1, repeat('0', 64))"));
        assertThat(renewals()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "e1.k.c.use:x.1.m"})
    void what_is_no_token_renews_nothing(String text) {
        refused(() -> customer.operator("select privacy.renew_export('" + text + "')"));
    }

    @Test
    void an_export_that_has_ended_reads_no_more() throws Exception {
        customer.operator("select privacy.end_export('" + token + "', 1, repeat('0', 64))");
        refused(this::reading);
        refused(() -> customer.operator("select privacy.renew_export('" + token + "')"));
        refused(() -> customer.operator("select privacy.end_export('" + token + "', 1, repeat('0', 64))"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 seconds", "1 hour 1 second", "-1 second"})
    void a_token_lives_an_hour_at_most(String life) {
        assertThatThrownBy(() -> begun(life)).hasMessageContaining("lives 1 second to 1 hour, got");
    }

    @Test
    void no_use_lasts_longer_than_an_hour_from_when_it_was_renewed() {
        assertThatThrownBy(() -> customer.asSuperuser("update tenancy.elevated_use"
                        + " set renewed_at = now(), ends_at = now() + interval '61 minutes' where customer_id = '"
                        + customer.id() + "'"))
                .hasMessageContaining("elevated_use_is_short");
    }

    /** Test cases 1 and 2 of RFC 4231. */
    @Test
    void the_seal_is_hmac_sha_256() throws Exception {
        assertThat(customer.asSuperuser("select tenancy.hmac_sha256(decode(repeat('0b', 20), 'hex'), 'Hi There')"))
                .isEqualTo("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        assertThat(customer.asSuperuser("select tenancy.hmac_sha256('Jefe', 'what do ya want for nothing?')"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
