package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The newest key is a constant in each session's plan: it is always the newest one, and nobody is shown the plan. */
@Tag("SEC-3")
@Tag("thorough")
class SigningKeyTest {

    private static final String ROTATE = "select tenancy.rotate_signing_key(interval '1 minute')";
    private static final String WHO = "select tenancy.current_customer()";

    private final UUID customer = UUID.randomUUID();
    private ThrowawayDatabase database;

    @BeforeEach
    void copy() throws SQLException, IOException {
        database = SharedDatabase.get().copy();
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void a_session_that_has_verified_by_a_key_refuses_it_once_it_is_replaced_and_knows_the_new_one()
            throws SQLException {
        SealedScope former = SealedScope.of(database, customer);
        try (Connection session = former.begin()) {
            verifyOften(session, former);
            rotate("0");
            assertThatThrownBy(() -> verify(session, former)).hasMessageContaining("no valid scope");
            session.rollback();

            SealedScope current = SealedScope.of(database, customer);
            verifyOften(session, current);
            assertThatThrownBy(() -> verify(session, former)).hasMessageContaining("no valid scope");
        }
    }

    @Test
    void both_keys_are_good_while_they_overlap() throws SQLException {
        SealedScope former = SealedScope.of(database, customer);
        try (Connection session = former.begin()) {
            verifyOften(session, former);
            rotate("1 hour");
            verifyOften(session, former);
            verifyOften(session, SealedScope.of(database, customer));
            verifyOften(session, former);
        }
    }

    @Test
    void a_snapshot_from_before_a_rotation_lets_its_session_verify_by_both_keys_and_forgets_none_of_it_afterwards()
            throws SQLException {
        SealedScope former = SealedScope.of(database, customer);
        try (Connection session = former.runtime().connect()) {
            session.setAutoCommit(false);
            session.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            query(session, "select 1");
            rotate("1 hour");
            // Plans now, with the new generation's number and without seeing its key.
            verify(session, former);
            session.commit();

            verifyOften(session, SealedScope.of(database, customer));
            rotate("0");
            assertThatThrownBy(() -> verify(session, former)).hasMessageContaining("no valid scope");
            session.rollback();
            verifyOften(session, SealedScope.of(database, customer));
        }
    }

    @Test
    void the_fast_way_is_the_one_that_is_taken() throws SQLException {
        SealedScope scope = SealedScope.of(database, customer);
        execute("create or replace function tenancy.verified_slowly(token text) returns uuid language plpgsql"
                + " as $$ begin raise exception 'taken slowly'; end $$");
        try (Connection session = scope.begin()) {
            verifyOften(session, scope);
            session.rollback();
            rotate("1 hour");
            assertThatThrownBy(() -> verify(session, scope)).hasMessageContaining("taken slowly");
            session.rollback();
            verifyOften(session, SealedScope.of(database, customer));
        }
    }

    @Test
    void two_rotations_at_once_leave_one_key_that_signs() throws Exception {
        try (Connection first = database.login(DatabaseRole.OPERATOR).connect()) {
            first.setAutoCommit(false);
            query(first, "select tenancy.rotate_signing_key('1 hour')");
            Thread second = new Thread(() -> {
                try {
                    rotate("1 hour");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            second.start();
            awaitSomebodyAtALock();
            first.commit();
            second.join();
        }
        try (Connection owner = database.administrator().connect()) {
            assertThat(query(owner, "select count(*) from tenancy.signing_key where accepted_until = 'infinity'"))
                    .isEqualTo("1");
            assertThat(query(owner, "select count(*) from tenancy.signing_key")).isEqualTo("3");
        }
        SealedScope scope = SealedScope.of(database, customer);
        try (Connection session = scope.begin()) {
            verify(session, scope);
        }
    }

    @Test
    void no_session_is_shown_the_plan_that_holds_the_key() throws SQLException {
        assertThat(plansShownToTheRuntimeRole()).contains("PLANNEDSTMT").doesNotContain(keyAsPlansShowIt());
    }

    @Test
    void without_the_setting_of_the_function_the_key_would_be_shown() throws SQLException {
        execute("alter function tenancy.current_customer() reset debug_print_plan");
        assertThat(plansShownToTheRuntimeRole()).contains(keyAsPlansShowIt());
    }

    @Test
    void who_rotates_is_not_shown_the_new_key() throws SQLException {
        assertThat(plansShown(database.login(DatabaseRole.OPERATOR).connect(), ROTATE))
                .contains("PLANNEDSTMT")
                .doesNotContain(keyAsPlansShowIt());
        execute("alter function tenancy.rotate_signing_key(interval) reset debug_print_plan");
        assertThat(plansShown(database.login(DatabaseRole.OPERATOR).connect(), ROTATE))
                .contains(keyAsPlansShowIt());
    }

    private String plansShownToTheRuntimeRole() throws SQLException {
        return plansShown(SealedScope.of(database, customer).begin(), WHO);
    }

    private static String plansShown(Connection open, String sql) throws SQLException {
        try (Connection session = open;
                Statement statement = session.createStatement()) {
            statement.execute("set client_min_messages = log");
            statement.execute("set debug_print_plan = on");
            statement.execute("set debug_pretty_print = off");
            statement.clearWarnings();
            statement.execute(sql);
            StringBuilder shown = new StringBuilder();
            for (SQLWarning warning = statement.getWarnings(); warning != null; warning = warning.getNextWarning()) {
                shown.append(warning.getMessage())
                        .append(
                                warning instanceof org.postgresql.util.PSQLWarning server
                                        ? server.getServerErrorMessage()
                                        : "");
            }
            return shown.toString().replaceAll("\\s+", " ");
        }
    }

    private void awaitSomebodyAtALock() throws Exception {
        Instant end = Instant.now().plusSeconds(30);
        try (Connection owner = database.administrator().connect()) {
            while (query(
                            owner,
                            "select count(*) from pg_locks where not granted and database ="
                                    + " (select oid from pg_database where datname = current_database())")
                    .equals("0")) {
                assertThat(Instant.now()).as("the second rotation waits").isBefore(end);
                Thread.sleep(10);
            }
        }
    }

    /** A plan's constants are lists of signed bytes in decimal. */
    private String keyAsPlansShowIt() throws SQLException {
        try (Connection owner = database.administrator().connect();
                Statement statement = owner.createStatement();
                ResultSet key = statement.executeQuery(
                        "select inner_pad from tenancy.signing_key order by generation desc limit 1")) {
            key.next();
            byte[] pad = key.getBytes(1);
            return IntStream.range(0, pad.length)
                    .mapToObj(i -> Integer.toString(pad[i]))
                    .collect(Collectors.joining(" "));
        }
    }

    /** More often than the five times after which a prepared plan may become generic. */
    private void verifyOften(Connection session, SealedScope scope) throws SQLException {
        for (int i = 0; i < 8; i++) {
            verify(session, scope);
            session.commit();
        }
    }

    private void verify(Connection session, SealedScope scope) throws SQLException {
        // Not bind(): the same transaction asks for several tokens.
        query(session, "set local operant.context = '" + scope.token() + "'");
        assertThat(query(session, WHO)).isEqualTo(customer.toString());
    }

    private void rotate(String overlap) throws SQLException {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect()) {
            query(operator, "select tenancy.rotate_signing_key('" + overlap + "')");
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection owner = database.administrator().connect()) {
            query(owner, sql);
        }
    }

    private static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                row.next();
                return row.getString(1);
            }
        }
    }
}
