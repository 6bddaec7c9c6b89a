package com.operanttechnologies.tenancytests.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.LocalPostgres;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@Tag("thorough")
class CountingProxyTest {

    private static LocalPostgres server;

    private CountingProxy proxy;
    private Connection connection;

    @BeforeAll
    static void start() throws IOException {
        server = LocalPostgres.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void connect() throws Exception {
        proxy = CountingProxy.to(server.administrator());
        connection = proxy.through(server.administrator()).connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table reading (id int primary key, value text)");
        }
        // The driver looks types up and names statements on its first ones.
        for (int i = 0; i < 10; i++) {
            select(connection);
        }
        proxy.reset();
    }

    @AfterEach
    void disconnect() throws SQLException {
        connection.close();
        proxy.close();
    }

    @Test
    void an_autocommit_select_is_one_round_trip() throws Exception {
        select(connection);

        assertThat(proxy.roundTrips()).isEqualTo(1);
        assertThat(proxy.directionChanges()).isEqualTo(1);
        assertThat(proxy.messages(FrontendMessage.BIND)).isEqualTo(1);
        assertThat(proxy.messages(FrontendMessage.EXECUTE)).isEqualTo(1);
        assertThat(proxy.messages(FrontendMessage.SYNC)).isEqualTo(1);
        assertThat(proxy.messages(FrontendMessage.QUERY)).isZero();
    }

    @Test
    void a_transaction_is_one_round_trip_for_each_statement_and_one_for_the_commit() throws Exception {
        int statements = 7;
        connection.setAutoCommit(false);
        for (int i = 0; i < statements; i++) {
            select(connection);
        }
        connection.commit();

        // BEGIN travels with the first statement; COMMIT is a simple query.
        assertThat(proxy.messages(FrontendMessage.EXECUTE)).isEqualTo(statements + 1);
        assertThat(proxy.messages(FrontendMessage.QUERY)).isEqualTo(1);
        assertThat(proxy.roundTrips()).isEqualTo(statements + 1);
        assertThat(proxy.directionChanges()).isEqualTo(statements + 1);
    }

    @Test
    void three_statements_in_one_execute_are_one_round_trip() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select 1; select 2; select 3");
        }

        assertThat(proxy.messages(FrontendMessage.EXECUTE)).isEqualTo(3);
        assertThat(proxy.messages(FrontendMessage.SYNC)).isEqualTo(1);
        assertThat(proxy.roundTrips()).isEqualTo(1);
    }

    @Test
    void a_batch_of_a_hundred_inserts_is_one_round_trip() throws Exception {
        insertBatch(100);

        // BEGIN and all rows; then the commit, for which the driver pipelines a Sync and a simple query.
        assertThat(proxy.messages(FrontendMessage.EXECUTE)).isEqualTo(1 + 100);
        assertThat(proxy.messages(FrontendMessage.SYNC)).isEqualTo(1 + 1);
        assertThat(proxy.messages(FrontendMessage.QUERY)).isEqualTo(1);
        assertThat(proxy.roundTrips()).isEqualTo(1 + 1);
    }

    @Test
    void a_batch_of_a_thousand_inserts_waits_each_time_that_the_driver_fears_a_full_buffer() throws Exception {
        insertBatch(1000);

        // The driver reckons with 250 bytes of answer for each row and syncs before they fill 64,000.
        assertThat(proxy.roundTrips()).isEqualTo(4 + 1);
    }

    @Test
    void a_copy_is_a_round_trip_to_begin_and_one_to_end() throws Exception {
        connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy reading from stdin", new StringReader("1\tone\n2\ttwo\n"));

        assertThat(proxy.messages(FrontendMessage.COPY_DATA)).isPositive();
        assertThat(proxy.roundTrips()).isEqualTo(2);
    }

    @Test
    void a_statement_that_fails_is_a_round_trip_and_the_connection_stays_usable() throws Exception {
        try (Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("select 1 / 0")).isInstanceOf(SQLException.class);
        }
        select(connection);

        assertThat(proxy.roundTrips()).isEqualTo(2);
    }

    @Test
    void an_answer_of_many_megabytes_is_one_round_trip() throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select repeat('x', 1000) from generate_series(1, 10000)")) {
            while (rows.next()) {
                assertThat(rows.getString(1)).hasSize(1000);
            }
        }

        assertThat(proxy.roundTrips()).isEqualTo(1);
    }

    @Test
    void a_request_of_many_megabytes_is_one_round_trip() throws Exception {
        try (PreparedStatement statement = connection.prepareStatement("select length(?)")) {
            statement.setString(1, "x".repeat(5_000_000));
            statement.execute();
        }

        assertThat(proxy.roundTrips()).isEqualTo(1);
        assertThat(proxy.messages(FrontendMessage.SYNC)).isEqualTo(1);
    }

    @Test
    void connecting_asks_for_encryption_and_authenticates_in_the_clear_when_that_is_declined() throws Exception {
        proxy.through(server.administrator()).connect().close();

        assertThat(proxy.messages(FrontendMessage.ENCRYPTION_REQUEST)).isPositive();
        assertThat(proxy.messages(FrontendMessage.STARTUP)).isEqualTo(1);
        assertThat(proxy.messages(FrontendMessage.AUTHENTICATION)).isEqualTo(2);
        // One for each request for encryption, the start-up, and each step of SCRAM; the rest are the driver's
        // settings.
        assertThat(proxy.roundTrips())
                .isEqualTo(proxy.messages(FrontendMessage.ENCRYPTION_REQUEST)
                        + 1
                        + 2
                        + proxy.messages(FrontendMessage.SYNC)
                        + proxy.messages(FrontendMessage.QUERY));
    }

    @Test
    void a_statement_can_be_cancelled_through_the_proxy() throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(1);
            assertThatThrownBy(() -> statement.execute("select pg_sleep(60)"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
        assertThat(proxy.messages(FrontendMessage.CANCEL_REQUEST)).isEqualTo(1);
        assertThat(proxy.messages(FrontendMessage.STARTUP)).isZero();
    }

    @Test
    void each_round_trip_takes_the_delay_longer_and_what_is_pipelined_takes_it_once() throws Exception {
        int reads = 20;
        proxy.withDelay(Duration.ofMillis(20));

        long before = System.nanoTime();
        for (int i = 0; i < reads; i++) {
            select(connection);
        }
        Duration each = Duration.ofNanos((System.nanoTime() - before) / reads);
        assertThat(each).isBetween(Duration.ofMillis(20), Duration.ofMillis(35));

        before = System.nanoTime();
        insertBatch(100);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMillis(2 * 20), Duration.ofMillis(10 * 20));
    }

    @Test
    void closing_the_proxy_cuts_its_connections() {
        proxy.close();

        assertThatThrownBy(() -> select(connection)).isInstanceOf(SQLException.class);
    }

    @Test
    void a_login_for_another_server_is_refused() {
        Login other = new Login("jdbc:postgresql://db.example:5432/panel", "someone", "");

        assertThatThrownBy(() -> proxy.through(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("db.example");
    }

    @Test
    void a_login_without_a_single_host_is_refused() {
        Login two = new Login("jdbc:postgresql://a:1,b:2/panel", "someone", "");

        assertThatThrownBy(() -> CountingProxy.to(two)).isInstanceOf(IllegalArgumentException.class);
    }

    private void insertBatch(int rows) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement("insert into reading values (?, ?)")) {
            for (int i = 0; i < rows; i++) {
                insert.setInt(1, i);
                insert.setString(2, "value " + i);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void select(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select ? + 1")) {
            statement.setInt(1, 41);
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getInt(1)).isEqualTo(42);
            }
        }
    }
}
