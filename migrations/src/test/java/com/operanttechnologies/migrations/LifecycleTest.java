package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A Customer that is active, suspended, terminated or erased, as the runtime role and the operator find it. */
@Tag("PRV-2")
class LifecycleTest {

    private static final String READ = "select count(*) from panel.account";
    private static final String WRITE = "update panel.account set display_name = 'Joe'";

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
        customer = ErasableCustomer.signUp(database, 2);
    }

    private static int run(SealedScope scope, boolean readOnly, String sql) throws SQLException {
        try (Connection runtime = scope.runtime().connect();
                Statement statement = runtime.createStatement()) {
            runtime.setAutoCommit(false);
            statement.execute("select tenancy.bind('" + scope.token() + "', " + readOnly + ")");
            if (!statement.execute(sql)) {
                return statement.getUpdateCount();
            }
            try (ResultSet rows = statement.getResultSet()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private static void refused(String state, ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"))
                .hasMessageContaining("operant: this Customer is " + state);
    }

    private static void impossible(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
    }

    @Test
    void a_suspended_customers_owner_reads_and_nobody_else_does_and_nobody_writes() throws Exception {
        SealedScope owner = customer.ownersScope();
        SealedScope job = customer.scope("job:test");
        customer.operator("select privacy.suspend(?, 'jane', 'does not pay')");

        assertThat(run(owner, true, READ)).isEqualTo(1);
        refused("suspended", () -> run(owner, false, READ));
        refused("suspended", () -> run(owner, false, WRITE));
        refused("suspended", () -> run(job, true, READ));
        refused("suspended", () -> run(job, false, WRITE));
        assertThatThrownBy(() -> run(owner, true, WRITE))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
        assertThatThrownBy(() -> run(owner, true, "select gateway.announce_work('agent.message', now())"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));
    }

    @Test
    void what_an_owner_reads_of_a_suspended_customer_cant_be_made_read_write() throws Exception {
        customer.operator("select privacy.suspend(?, 'jane', 'does not pay')");
        assertThatThrownBy(() -> run(customer.ownersScope(), true, "set local transaction_read_only = off; " + WRITE))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("read-write mode");
        refused("suspended", () -> runUnbound(customer.ownersScope(), WRITE));
    }

    /** PostgreSQL asks whether it may write when a statement begins. */
    @Test
    void a_statement_that_becomes_read_only_in_the_middle_doesnt_write() throws Exception {
        SealedScope owner = customer.ownersScope();
        customer.operator("select privacy.suspend(?, 'jane', 'does not pay')");
        String bind = "select tenancy.bind('" + owner.token() + "', true)";
        refused("suspended", () -> run(owner, false, WRITE + " where (" + bind + ") is not null"));
        refused("suspended", () -> runUnbound(owner, WRITE + " where (" + bind + ") is not null"));
        refused(
                "suspended",
                () -> run(
                        owner,
                        false,
                        "with b as materialized (" + bind + "), w as (delete from panel.session"
                                + " where (select true from b where bind is not null) returning 1) select * from w"));
        refused(
                "suspended",
                () -> run(
                        owner,
                        false,
                        "insert into stage.dashboard (customer_id, dashboard_id, title)"
                                + " select '" + customer.id() + "', gen_random_uuid(), 'x' from (" + bind + ") b"
                                + " where bind is not null"));
        assertThat(run(owner, true, READ)).isEqualTo(1);
    }

    /** Its plan says which Customers are not active, and is made anew when one moves. */
    @Test
    void a_session_that_has_verified_a_token_learns_of_each_move() throws Exception {
        SealedScope scope = customer.scope("job:test");
        try (Connection runtime = scope.runtime().connect();
                Statement statement = runtime.createStatement()) {
            String read = "set operant.context = '" + scope.token() + "'; " + READ;
            for (int i = 0; i < 8; i++) {
                statement.execute(read);
            }
            customer.operator("select privacy.suspend(?, 'jane', 'does not pay')");
            refused("suspended", () -> statement.execute(read));
            customer.operator("select privacy.reactivate(?, 'jane', 'has paid')");
            statement.execute(read);
            customer.terminate();
            refused("terminated", () -> statement.execute(read));
        }
    }

    @Test
    void what_is_not_known_of_the_customers_is_looked_up() throws Exception {
        SealedScope scope = customer.scope("job:test");
        try (Connection administrator = database.administrator().connect();
                Statement statement = administrator.createStatement()) {
            statement.execute("update tenancy.inactive set customers = null");
            assertThat(run(scope, true, READ)).isEqualTo(1);
            customer.terminate();
            statement.execute("update tenancy.inactive set customers = null");
            refused("terminated", () -> run(scope, true, READ));
            statement.execute("select tenancy.renew_inactive()");
        }
    }

    /** A token that was sealed while the Customer was active, and one that is sealed now. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_terminated_customers_tokens_open_nothing(boolean readOnly) throws Exception {
        SealedScope old = customer.ownersScope();
        customer.terminate();
        for (SealedScope scope :
                List.of(old, customer.ownersScope(), customer.scope("job:export"), customer.scope("signup"))) {
            refused("terminated", () -> run(scope, readOnly, READ));
        }
    }

    @Test
    void a_token_that_is_set_without_bind_opens_nothing_of_a_terminated_customer_either() throws Exception {
        SealedScope old = customer.ownersScope();
        customer.terminate();
        refused("terminated", () -> runUnbound(old, READ));
        refused("terminated", () -> runUnbound(old, WRITE));
        refused("terminated", () -> runUnbound(old, "select gateway.announce_work('agent.message', now())"));
    }

    private static void runUnbound(SealedScope scope, String sql) throws SQLException {
        try (Connection runtime = scope.runtime().connect();
                Statement statement = runtime.createStatement()) {
            runtime.setAutoCommit(false);
            statement.execute("set local operant.context = '" + scope.token() + "'");
            statement.execute(sql);
        }
    }

    @Test
    void other_customers_notice_nothing() throws Exception {
        ErasableCustomer other = ErasableCustomer.signUp(database, 2);
        customer.terminate();
        assertThat(run(other.ownersScope(), false, WRITE)).isEqualTo(1);
    }

    @Test
    void until_the_grace_period_ends_it_is_undone_and_everything_is_there_again() throws Exception {
        customer.terminate();
        customer.operator("select privacy.reactivate(?, 'jane', 'they have changed their mind')");
        assertThat(run(customer.ownersScope(), false, WRITE)).isEqualTo(1);

        customer.terminate();
        customer.endGracePeriod();
        impossible(() -> customer.operator("select privacy.reactivate(?, 'jane', 'too late')"));
    }

    @Test
    void every_move_is_recorded_with_who_ordered_it_and_why_in_the_customers_audit_chain_as_well() throws Exception {
        customer.operator("select privacy.suspend(?, 'jane', 'does not pay')");
        customer.terminate();
        customer.operator("select privacy.reactivate(?, 'joe', 'has paid')");
        assertThat(customer.operator(
                        "select string_agg(concat_ws(' ', number, to_state, ordered_by, login <> '', reason), ', ')"
                                + " from privacy.moves(?)"))
                .isEqualTo("1 suspended jane t does not pay, 2 terminated jane t has cancelled its contract,"
                        + " 3 active joe t has paid");
        assertThat(customer.asSuperuser(
                        "select string_agg(concat_ws(' ', action, split_part(actor, ':', 1), details->>'ordered_by', reason), ', '"
                                + " order by number) from audit.entry where number > 1 and customer_id = '"
                                + customer.id() + "'"))
                .isEqualTo("customer.suspended role jane does not pay,"
                        + " customer.terminated role jane has cancelled its contract,"
                        + " customer.reactivated role joe has paid");
    }

    @Test
    void a_move_that_makes_no_sense_is_refused_and_leaves_no_record() throws Exception {
        impossible(() -> customer.operator("select privacy.reactivate(?, 'jane', 'is active already')"));
        assertThatThrownBy(() -> customer.operator("select privacy.terminate(?, 'jane', 'at once', interval '1 hour')"))
                .hasMessageContaining("between 1 day and 1 year");
        assertThat(customer.operator("select count(*) from privacy.moves(?)")).isEqualTo("0");
        assertThat(customer.operator("select state from privacy.state(?)")).isEqualTo("active");
    }

    @Test
    void the_runtime_role_moves_nobody_and_seals_nothing() throws Exception {
        for (String sql : List.of(
                "select privacy.terminate('" + customer.id() + "', 'me', 'because')",
                "select privacy.move('" + customer.id() + "', 'suspended', 'me', 'because', '{}')",
                "select tenancy.seal_job('" + customer.id() + "', 'privacy')",
                "select tenancy.deletable_customer('account')",
                "delete from tenancy.lifecycle",
                "select * from privacy.move")) {
            assertThatThrownBy(() -> run(customer.ownersScope(), false, sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
    }

    @Test
    void workers_arent_told_of_the_work_of_a_customer_that_is_not_active() throws Exception {
        String due = "select count(*) from gateway.due_customers('agent.message', now(), 1000) c where c = '"
                + customer.id() + "'";
        try (Connection worker = database.login(DatabaseRole.WORKER).connect();
                Statement statement = worker.createStatement()) {
            assertThat(first(statement, due)).isEqualTo(1);
            customer.operator("select privacy.suspend(?, 'jane', 'does not pay')");
            assertThat(first(statement, due)).isZero();
            customer.operator("select privacy.reactivate(?, 'jane', 'has paid')");
            assertThat(first(statement, due)).isEqualTo(1);
        }
    }

    private static int first(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
