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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator reaches no row of a Customer before it is on record that its job does, whatever it rolls back. */
@Tag("SEC-5")
class OperatorJobTest {

    private static final String READ = "select count(*) from panel.account";

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
        customer = ErasableCustomer.signUp(database, 1);
    }

    private String jobs() throws SQLException {
        return customer.asSuperuser("select coalesce(string_agg(details ->> 'job', ' ' order by number), '')"
                + " from audit.entry where action = 'job.opened' and customer_id = '" + customer.id() + "'");
    }

    private String seal(String job) throws SQLException {
        return customer.operator("select tenancy.seal_job(?, '" + job + "')");
    }

    private static String value(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static String read(DatabaseRole role, String token) throws SQLException {
        try (Connection connection = database.login(role).connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local operant.context = '" + token + "'");
            return value(statement, READ);
        }
    }

    private static void refused(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"))
                .hasMessageContaining("operant: no valid scope");
    }

    @Test
    void a_job_is_on_record_once_however_many_steps_and_sessions_it_takes() throws Exception {
        for (int step = 0; step < 3; step++) {
            assertThat(read(DatabaseRole.OPERATOR, seal("export"))).isEqualTo("1");
        }
        assertThat(jobs()).isEqualTo("export");
        seal("import");
        assertThat(jobs()).isEqualTo("export import");
    }

    /** Each step has half an hour at least, so one that begins later is given another hour. */
    @ParameterizedTest
    @CsvSource({"60, export export", "31, export export", "29, export"})
    void a_job_that_goes_on_for_longer_is_on_record_again(int minutesAgo, String jobs) throws Exception {
        seal("export");
        customer.asSuperuser(
                "update tenancy.elevated_use set opened_at = opened_at - i.i, ends_at = ends_at - i.i from (select interval '"
                        + minutesAgo + " minutes') i (i) where customer_id = '" + customer.id() + "'");
        seal("export");
        assertThat(jobs()).isEqualTo(jobs);
    }

    @Test
    void nothing_is_read_in_the_transaction_that_records_it() throws Exception {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            String token = value(statement, "select tenancy.seal_job('" + customer.id() + "', 'export')");
            refused(() -> statement.execute("select tenancy.bind('" + token + "', false)"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollback", "rollback to savepoint s; commit"})
    void a_record_that_is_rolled_back_gives_nothing(String end) throws Exception {
        String token;
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            statement.execute("begin; savepoint s");
            token = value(statement, "select tenancy.seal_job('" + customer.id() + "', 'export')");
            statement.execute(end);
        }
        refused(() -> read(DatabaseRole.OPERATOR, token));
        assertThat(jobs()).isEmpty();
    }

    @Test
    void what_is_read_and_rolled_back_stays_on_record() throws Exception {
        String token = seal("export");
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setAutoCommit(false);
            statement.execute("select tenancy.bind('" + token + "', false)");
            assertThat(value(statement, READ)).isEqualTo("1");
            operator.rollback();
        }
        assertThat(jobs()).isEqualTo("export");
    }

    @Test
    void a_read_only_transaction_opens_nothing() throws Exception {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = operator.createStatement()) {
            operator.setReadOnly(true);
            operator.setAutoCommit(false);
            assertThatThrownBy(() -> value(statement, "select tenancy.seal_job('" + customer.id() + "', 'export')"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        }
    }

    @Test
    void the_token_of_a_job_is_its_logins_own() throws Exception {
        String token = seal("export");
        refused(() -> read(DatabaseRole.RUNTIME, token));
        refused(() -> read(DatabaseRole.WORKER, token));
        customer.asSuperuser(
                "update tenancy.elevated_use set login = 'somebody_else' where customer_id = '" + customer.id() + "'");
        refused(() -> read(DatabaseRole.OPERATOR, token));
    }

    @Test
    void a_token_of_the_applications_gives_the_operator_nothing() {
        refused(() -> read(DatabaseRole.OPERATOR, customer.scope("job:export").token()));
    }

    @Test
    void a_customer_that_there_is_not_is_told_and_gets_no_log() throws Exception {
        assertThatThrownBy(() -> customer.operator("select tenancy.seal_job(gen_random_uuid(), 'export')"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("P0002"));
    }

    /** Its own log is kept as it ended, and isn't begun anew once it is gone. */
    @Test
    void what_is_done_at_an_erased_customer_is_in_the_platforms_log() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        customer.erase();
        seal("later");
        assertThat(jobs()).isEqualTo("privacy");
        assertThat(customer.asSuperuser("select count(*) from audit.entry e join tenancy.elevated_use u"
                        + " on e.object_id = u.use_id::text where u.job = 'later' and u.customer_id = '" + customer.id()
                        + "' and e.customer_id = '00000000-0000-0000-0000-000000000000'"))
                .isEqualTo("1");
    }
}
