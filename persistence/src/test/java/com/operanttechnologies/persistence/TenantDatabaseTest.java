package com.operanttechnologies.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.StaleSessionException;
import com.operanttechnologies.persistence.error.UnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TenantDatabaseTest {

    private static TenantDatabase database;
    private static UUID acme;

    @BeforeAll
    static void open() {
        database = TenantDatabase.open(TestDatabase.config().poolSize(1).build());
        acme = TestDatabase.newCustomer(database, "Acme");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static TenantScope scope() {
        return TenantScope.job(acme, "test", "tenant-database");
    }

    private static String name(TenantSession session) {
        try (PreparedStatement statement =
                session.connection().prepareStatement("select name from tenancy.customer where customer_id = ?")) {
            statement.setObject(1, session.customerId());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : "";
            }
        } catch (SQLException e) {
            throw e.getCause() instanceof RuntimeException told ? told : new IllegalStateException(e);
        }
    }

    private static void rename(TenantSession session, String name) {
        try (PreparedStatement statement =
                session.connection().prepareStatement("update tenancy.customer set name = ? where customer_id = ?")) {
            statement.setString(1, name);
            statement.setObject(2, session.customerId());
            assertThat(statement.executeUpdate()).isEqualTo(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_session_that_got_away_refuses_work() {
        AtomicReference<TenantSession> escaped = new AtomicReference<>();
        AtomicReference<Connection> connection = new AtomicReference<>();
        database.execute(scope(), session -> {
            escaped.set(session);
            connection.set(session.connection());
        });
        TenantSession session = Objects.requireNonNull(escaped.get());
        assertThatThrownBy(session::dsl).isInstanceOf(StaleSessionException.class);
        assertThatThrownBy(session::connection).isInstanceOf(StaleSessionException.class);
        assertThatThrownBy(session::cipher).isInstanceOf(StaleSessionException.class);
        assertThatThrownBy(() -> Objects.requireNonNull(connection.get()).prepareStatement("select 1"))
                .isInstanceOf(StaleSessionException.class);
    }

    @Test
    void a_statement_that_got_away_refuses_work() {
        AtomicReference<PreparedStatement> escaped = new AtomicReference<>();
        database.execute(scope(), session -> {
            try {
                escaped.set(session.connection().prepareStatement("select 1"));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThatThrownBy(() -> Objects.requireNonNull(escaped.get()).executeQuery())
                .isInstanceOf(StaleSessionException.class);
    }

    @Test
    void another_thread_can_not_use_a_session() {
        database.execute(
                scope(),
                session -> assertThatThrownBy(
                                () -> CompletableFuture.runAsync(session::dsl).join())
                        .hasCauseInstanceOf(StaleSessionException.class)
                        .hasMessageContaining("another thread"));
    }

    @Test
    void what_the_work_throws_rolls_back_and_comes_out_as_it_is() {
        IllegalStateException thrown = new IllegalStateException("mine");
        assertThatThrownBy(() -> database.execute(scope(), session -> {
                    rename(session, "Renamed");
                    throw thrown;
                }))
                .isSameAs(thrown);
        String name = database.read(scope(), TenantDatabaseTest::name);
        assertThat(name).isEqualTo("Acme");
    }

    @Test
    void the_connection_can_not_be_taken_over() {
        database.execute(scope(), session -> {
            Connection connection = session.connection();
            assertThatThrownBy(connection::commit).isInstanceOf(RefusedException.class);
            assertThatThrownBy(connection::rollback).isInstanceOf(RefusedException.class);
            assertThatThrownBy(connection::close).isInstanceOf(RefusedException.class);
            assertThatThrownBy(connection::getMetaData).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> connection.setAutoCommit(true)).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> connection.unwrap(org.postgresql.PGConnection.class))
                    .isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> connection.prepareCall("select 1")).isInstanceOf(RefusedException.class);
            assertThatThrownBy(() -> connection.createStatement(
                            ResultSet.TYPE_FORWARD_ONLY,
                            ResultSet.CONCUR_READ_ONLY,
                            ResultSet.HOLD_CURSORS_OVER_COMMIT))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("holdable cursor");
        });
    }

    @Test
    void a_duplicate_names_table_and_constraint_and_no_value() {
        assertThatThrownBy(() -> database.execute(
                        scope(),
                        session -> session.dsl()
                                .insertInto(org.jooq.impl.DSL.table(org.jooq.impl.DSL.name("tenancy", "customer")))
                                .columns(
                                        org.jooq.impl.DSL.field(org.jooq.impl.DSL.name("customer_id"), UUID.class),
                                        org.jooq.impl.DSL.field(org.jooq.impl.DSL.name("name"), String.class))
                                .values(acme, "TopSecret")
                                .execute()))
                .isInstanceOf(DuplicateException.class)
                .hasMessageContaining("tenancy.customer")
                .hasMessageContaining("customer_pkey")
                .hasNoCause()
                .message()
                .doesNotContain(acme.toString(), "TopSecret");
    }

    @Test
    void a_refused_value_names_the_constraint_and_not_the_value() {
        assertThatThrownBy(() -> database.execute(
                        scope(),
                        session -> session.dsl()
                                .update(org.jooq.impl.DSL.table(org.jooq.impl.DSL.name("tenancy", "customer")))
                                .set(
                                        org.jooq.impl.DSL.field(org.jooq.impl.DSL.name("name"), String.class),
                                        "x".repeat(201))
                                .where(org.jooq
                                        .impl
                                        .DSL
                                        .field(org.jooq.impl.DSL.name("customer_id"), UUID.class)
                                        .eq(acme))
                                .execute()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("customer_name_check")
                .hasNoCause()
                .message()
                .doesNotContain("xxx");
    }

    @Test
    void a_pool_without_a_free_connection_is_unavailable() {
        TenantDatabase small = TenantDatabase.open(TestDatabase.config()
                .poolSize(1)
                .connectionTimeout(Duration.ofMillis(250))
                .build());
        try (small) {
            small.execute(
                    scope(),
                    outer -> assertThatThrownBy(() -> small.read(scope(), TenantDatabaseTest::name))
                            .isInstanceOf(UnavailableException.class));
        }
    }

    @Test
    @Tag("C10")
    void a_token_of_a_clock_that_is_behind_is_expired() {
        Clock late = Clock.fixed(Instant.now().minus(Duration.ofMinutes(20)), ZoneOffset.UTC);
        try (TenantDatabase behind =
                TenantDatabase.open(TestDatabase.config().tokenClock(late).build())) {
            assertThatThrownBy(() -> behind.read(scope(), TenantDatabaseTest::name))
                    .isInstanceOf(NoScopeException.class)
                    .hasMessageContaining("Compare the clocks");
        }
    }

    @Test
    @Tag("C10")
    void a_key_of_nobody_opens_nothing() {
        Login runtime = TestDatabase.database().login(DatabaseRole.RUNTIME);
        PersistenceConfig forged = PersistenceConfig.builder()
                .url(runtime.url())
                .login(runtime.username(), runtime.password())
                .signingKey("k00000000", new byte[32])
                .wrappingKey(com.operanttechnologies.persistence.crypto.WrappingKey.generate())
                .lookupKey(com.operanttechnologies.persistence.crypto.LookupKey.of(new byte[32]))
                .build();
        try (TenantDatabase forger = TenantDatabase.open(forged)) {
            assertThatThrownBy(() -> forger.read(scope(), TenantDatabaseTest::name))
                    .isInstanceOf(NoScopeException.class);
        }
    }

    @Test
    void rotating_the_key_fails_no_request_while_the_keys_overlap() throws SQLException {
        try (ThrowawayDatabase own = TestDatabase.own()) {
            MovableClock clock = new MovableClock();
            try (TenantDatabase rotating = TenantDatabase.open(
                    TestDatabase.config(own).tokenClock(clock).build())) {
                UUID customer = TestDatabase.newCustomer(rotating, "Rotating");
                TenantScope scope = TenantScope.job(customer, "test", "rotation");
                rotate(own, "10 minutes");
                String withOldKey = rotating.read(scope, TenantDatabaseTest::name);
                clock.ahead = Duration.ofSeconds(61);
                String withNewKey = rotating.read(scope, TenantDatabaseTest::name);
                assertThat(withOldKey).isEqualTo("Rotating");
                assertThat(withNewKey).isEqualTo("Rotating");

                // Without an overlap one request fails, and the next already has the new key.
                rotate(own, "0");
                assertThatThrownBy(() -> rotating.read(scope, TenantDatabaseTest::name))
                        .isInstanceOf(NoScopeException.class);
                String recovered = rotating.read(scope, TenantDatabaseTest::name);
                assertThat(recovered).isEqualTo("Rotating");
            }
        }
    }

    private static void rotate(ThrowawayDatabase database, String overlap) throws SQLException {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                PreparedStatement statement =
                        operator.prepareStatement("select tenancy.rotate_signing_key(?::interval)")) {
            statement.setString(1, overlap);
            statement.execute();
        }
    }

    private static final class MovableClock extends Clock {

        private Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}
