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

/** Who binds a Customer without being the application is in that Customer's audit log, in the same transaction. */
@Tag("SEC-4")
@Tag("PAN-8")
class ElevatedRecordTest {

    private static ThrowawayDatabase database;

    private final UUID customer = UUID.randomUUID();
    private final String token;

    ElevatedRecordTest() throws SQLException {
        token = SealedScope.of(database, customer).token();
    }

    @BeforeAll
    static void letTheOperatorBind() throws Exception {
        database = SharedDatabase.get().copy();
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("grant execute on function tenancy.bind(text, boolean) to operant_operator");
        }
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @Test
    void an_operator_that_binds_is_recorded_once_a_transaction_also_where_it_only_reads() throws Exception {
        bind(DatabaseRole.OPERATOR, false, true);
        bind(DatabaseRole.OPERATOR, true, true);
        assertThat(entries())
                .containsExactly(
                        "elevated.bound " + login(DatabaseRole.OPERATOR),
                        "elevated.bound " + login(DatabaseRole.OPERATOR));
    }

    @Test
    void what_is_rolled_back_is_not_recorded_and_has_changed_nothing() throws Exception {
        bind(DatabaseRole.OPERATOR, false, false);
        assertThat(entries()).isEmpty();
    }

    @Test
    void an_operator_binds_nothing_where_it_can_t_be_recorded() throws Exception {
        try (Connection connection = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = connection.createStatement()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            assertThatThrownBy(() -> statement.execute("select tenancy.bind('" + token + "', true)"))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            refusal -> assertThat(refusal.getSQLState()).isEqualTo("25006"))
                    .hasMessageContaining("is recorded, which a read-only transaction can't");
        }
    }

    @Test
    void a_rotation_of_the_signing_key_is_in_the_platform_s_own_log() throws Exception {
        try (Connection connection = database.login(DatabaseRole.OPERATOR).connect();
                Statement statement = connection.createStatement()) {
            statement.execute("select tenancy.rotate_signing_key(interval '10 minutes')");
        }
        try (Connection connection = database.administrator().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select details ->> 'login' from audit.entry"
                        + " where customer_id = '00000000-0000-0000-0000-000000000000'"
                        + " and action = 'signing_key.rotated'")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo(login(DatabaseRole.OPERATOR));
        }
    }

    @Test
    void the_application_leaves_no_entry() throws Exception {
        bind(DatabaseRole.RUNTIME, false, true);
        bind(DatabaseRole.WORKER, true, true);
        assertThat(entries()).isEmpty();
    }

    /** Twice, as a transaction may be bound to the same token again. */
    private void bind(DatabaseRole role, boolean readOnly, boolean commit) throws SQLException {
        try (Connection connection = database.login(role).connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select tenancy.bind('" + token + "', " + readOnly + ")");
            statement.execute("select tenancy.bind('" + token + "', " + readOnly + ")");
            if (commit) {
                connection.commit();
            } else {
                connection.rollback();
            }
        }
    }

    private static String login(DatabaseRole role) {
        return database.login(role).username();
    }

    private List<String> entries() throws SQLException {
        List<String> entries = new ArrayList<>();
        try (Connection connection = SealedScope.of(database, customer).begin();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select action || ' ' || (details ->> 'login') from audit.entry order by number")) {
            while (rows.next()) {
                entries.add(rows.getString(1));
            }
        }
        return entries;
    }
}
