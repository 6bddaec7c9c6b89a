package com.operanttechnologies.persistence.internal.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.error.RefusedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("SEC-3")
class BoundStatementTest {

    private static final String NAMES = "select name from tenancy.customer where customer_id = ?";

    private static TenantDatabase database;
    private static UUID acme;
    private static UUID globex;

    @BeforeAll
    static void open() {
        database = TenantDatabase.open(TestDatabase.config().poolSize(2).build());
        acme = TestDatabase.newCustomer(database, "Acme");
        globex = TestDatabase.newCustomer(database, "Globex");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    /** JDBC work in a session, with its checked exceptions. */
    @FunctionalInterface
    interface JdbcWork<T> {
        T apply(Connection connection) throws SQLException;
    }

    private static <T> T read(UUID customer, JdbcWork<T> work) {
        return database.read(scope(customer), session -> unchecked(work, session.connection()));
    }

    private static <T> T transact(UUID customer, JdbcWork<T> work) {
        return database.transact(scope(customer), session -> unchecked(work, session.connection()));
    }

    private static <T> T unchecked(JdbcWork<T> work, Connection connection) {
        try {
            return work.apply(connection);
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static TenantScope scope(UUID customer) {
        return TenantScope.job(customer, "test", "bound-statement");
    }

    private static List<String> namesRead(UUID scope, UUID asked) {
        return read(scope, connection -> names(connection, asked));
    }

    private static List<String> namesTransacted(UUID scope, UUID asked) {
        return transact(scope, connection -> names(connection, asked));
    }

    private static List<String> names(Connection connection, UUID customer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NAMES)) {
            statement.setObject(1, customer);
            try (ResultSet rows = statement.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            }
        }
    }

    @Test
    void a_read_returns_the_rows_of_its_customer() {
        assertThat(namesRead(acme, acme)).containsExactly("Acme");
        assertThat(namesRead(globex, globex)).containsExactly("Globex");
    }

    @Test
    void naming_another_customer_returns_nothing() {
        assertThat(namesRead(acme, globex)).isEmpty();
        assertThat(namesTransacted(acme, globex)).isEmpty();
    }

    @Test
    void each_statement_of_a_read_is_bound() {
        List<String> names = read(acme, connection -> {
            List<String> all = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                all.addAll(names(connection, acme));
            }
            return all;
        });
        assertThat(names).hasSize(12).containsOnly("Acme");
    }

    @Test
    void a_statement_that_is_executed_again_is_bound_again() {
        int rows = read(acme, connection -> {
            int count = 0;
            try (PreparedStatement statement = connection.prepareStatement(NAMES)) {
                for (UUID id : List.of(acme, globex, acme)) {
                    statement.setObject(1, id);
                    try (ResultSet found = statement.executeQuery()) {
                        count += found.next() ? 1 : 0;
                    }
                }
            }
            return count;
        });
        assertThat(rows).isEqualTo(2);
    }

    @Test
    void a_transaction_inserts_updates_returns_and_counts() {
        UUID dashboard = UUID.randomUUID();
        transact(acme, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into stage.dashboard (customer_id, dashboard_id, title) values (?, ?, ?) returning title")) {
                insert.setObject(1, acme);
                insert.setObject(2, dashboard);
                insert.setString(3, "Sales");
                try (ResultSet rows = insert.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).isEqualTo("Sales");
                }
            }
            try (PreparedStatement update = connection.prepareStatement(
                    "update stage.dashboard set title = ? where customer_id = ?" + " and dashboard_id = ?")) {
                update.setString(1, "Sales 2026");
                update.setObject(2, acme);
                update.setObject(3, dashboard);
                assertThat(update.executeUpdate()).isEqualTo(1);
            }
            return true;
        });
        int deleted = transact(acme, connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "delete from stage.dashboard where customer_id = ? and dashboard_id = ?")) {
                delete.setObject(1, acme);
                delete.setObject(2, dashboard);
                return delete.executeUpdate();
            }
        });
        assertThat(deleted).isEqualTo(1);
    }

    @Test
    void a_fetch_size_reads_in_portions() {
        int rows = transact(acme, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select generate_series(1, ?) from tenancy.customer" + " where customer_id = ?")) {
                statement.setFetchSize(1);
                statement.setInt(1, 25);
                statement.setObject(2, acme);
                int count = 0;
                try (ResultSet found = statement.executeQuery()) {
                    while (found.next()) {
                        assertThat(found.getInt(1)).isEqualTo(++count);
                    }
                }
                return count;
            }
        });
        assertThat(rows).isEqualTo(25);
    }

    @Test
    void a_batch_is_bound_before_it_is_sent() {
        int[] counts = transact(acme, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into stage.dashboard (customer_id, dashboard_id, title) values (?, ?, ?)")) {
                for (int i = 0; i < 3; i++) {
                    insert.setObject(1, acme);
                    insert.setObject(2, UUID.randomUUID());
                    insert.setString(3, "Batch " + i);
                    insert.addBatch();
                }
                return insert.executeBatch();
            }
        });
        assertThat(counts).containsExactly(1, 1, 1);
    }

    @Test
    @Tag("P4")
    void a_batch_that_mixes_customers_keeps_nothing_and_tells_no_value() {
        UUID first = UUID.randomUUID();
        assertThatThrownBy(() -> transact(acme, connection -> {
                    try (PreparedStatement insert = connection.prepareStatement(
                            "insert into stage.dashboard (customer_id, dashboard_id, title) values (?, ?, ?)")) {
                        for (UUID customer : List.of(acme, globex)) {
                            insert.setObject(1, customer);
                            insert.setObject(2, first);
                            insert.setString(3, "TopSecretTitle");
                            insert.addBatch();
                        }
                        return insert.executeBatch();
                    }
                }))
                .hasMessageContaining("refuses")
                .hasStackTraceContaining("42501")
                .satisfies(
                        thrown -> assertThat(stackTrace(thrown)).doesNotContain("TopSecretTitle", globex.toString()));
        int kept = read(acme, connection -> count(connection, first));
        assertThat(kept).isZero();
    }

    private static int count(Connection connection, UUID dashboard) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select count(*) from stage.dashboard where customer_id = ? and dashboard_id = ?")) {
            statement.setObject(1, acme);
            statement.setObject(2, dashboard);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    @Test
    void generated_keys_come_after_a_bind_of_their_own() {
        UUID dashboard = UUID.randomUUID();
        Object key = transact(acme, connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into stage.dashboard (customer_id, dashboard_id, title) values (?, ?, ?)",
                    new String[] {"dashboard_id"})) {
                insert.setObject(1, acme);
                insert.setObject(2, dashboard);
                insert.setString(3, "Keys");
                insert.executeUpdate();
                try (ResultSet keys = insert.getGeneratedKeys()) {
                    keys.next();
                    return keys.getObject(1);
                }
            }
        });
        assertThat(key).isEqualTo(dashboard);
    }

    @Test
    void a_plain_statement_is_bound_as_well() {
        String name = read(acme, connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select name from tenancy.customer where customer_id = '" + acme + "'")) {
                rows.next();
                return rows.getString(1);
            }
        });
        assertThat(name).isEqualTo("Acme");
    }

    @Test
    @Tag("C6")
    void rolling_back_to_a_savepoint_leaves_the_bind() {
        List<String> names = transact(acme, connection -> {
            Savepoint savepoint = connection.setSavepoint();
            names(connection, acme);
            connection.rollback(savepoint);
            return names(connection, acme);
        });
        assertThat(names).containsExactly("Acme");
    }

    @Test
    void a_failing_statement_leaves_the_connection_clean_for_the_next() {
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> transact(acme, connection -> {
                        try (PreparedStatement statement = connection.prepareStatement(
                                "select 1 / (length(name) - 4) from tenancy.customer where customer_id = ?")) {
                            statement.setObject(1, acme);
                            return statement.execute();
                        }
                    }))
                    .hasStackTraceContaining("22012");
            assertThat(namesRead(globex, globex)).containsExactly("Globex");
            assertThat(namesRead(globex, acme)).isEmpty();
        }
    }

    @Test
    void a_read_session_changes_nothing() {
        assertThatThrownBy(() -> read(acme, connection -> {
                    try (PreparedStatement delete =
                            connection.prepareStatement("delete from stage.dashboard where customer_id = ?")) {
                        delete.setObject(1, acme);
                        return delete.executeUpdate();
                    }
                }))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("transact");
        // Past the guard, by a write inside WITH, the server refuses it.
        assertThatThrownBy(() -> read(acme, connection -> {
                    try (PreparedStatement delete = connection.prepareStatement(
                            "with gone as (delete from stage.dashboard where customer_id = ? returning 1)"
                                    + " select count(*) from gone")) {
                        delete.setObject(1, acme);
                        return delete.execute();
                    }
                }))
                .hasStackTraceContaining("25006");
    }

    private static String stackTrace(Throwable thrown) {
        java.io.StringWriter text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
