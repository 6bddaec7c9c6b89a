package com.operanttechnologies.persistence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.persistence.AttemptLimits;
import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.TooManyAttemptsException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The database's own count of attempts. */
@Tag("GATE")
class AttemptTest {

    private static final String TAKE = "select gateway.take_attempt(?, ?)";

    private final TestSessions sessions = TestSessions.open();
    private final Gateway gateway = sessions.gateway();
    private final UUID customer = UUID.randomUUID();
    private final UUID account = UUID.randomUUID();

    @Test
    void the_limit_is_what_the_migration_says_and_the_refusal_says_how_long_to_wait() {
        for (int i = 0; i < 5; i++) {
            gateway.countSecondFactor(customer, account);
        }
        assertThatThrownBy(() -> gateway.countSecondFactor(customer, account))
                .isInstanceOfSatisfying(TooManyAttemptsException.class, e -> {
                    assertThat(e.retryAfter()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
                    assertThat(e.sqlState()).isEqualTo("OP429");
                    assertThat(e).hasMessageMatching("Too many attempts; try again in [0-9]+ seconds");
                });
        gateway.countSecondFactor(customer, UUID.randomUUID());
        gateway.countSecondFactor(UUID.randomUUID(), account);
    }

    @Test
    void of_many_at_the_same_time_exactly_as_many_as_allowed_get_through() throws Exception {
        List<Boolean> allowed = Concurrently.run(8, () -> {
            try {
                gateway.countSecondFactor(customer, account);
                return true;
            } catch (TooManyAttemptsException e) {
                return false;
            }
        });
        assertThat(allowed).filteredOn(Boolean::booleanValue).hasSize(5);
    }

    @Test
    void what_was_got_right_or_is_long_ago_starts_anew() {
        for (int i = 0; i < 5; i++) {
            gateway.countSecondFactor(customer, account);
        }
        gateway.forgiveSecondFactor(customer, account);
        for (int i = 0; i < 5; i++) {
            gateway.countSecondFactor(customer, account);
        }
        AttemptLimits.timePasses(Duration.ofMinutes(5));
        for (int i = 0; i < 5; i++) {
            gateway.countSecondFactor(customer, account);
        }
        assertThatThrownBy(() -> gateway.countSecondFactor(customer, account))
                .isInstanceOf(TooManyAttemptsException.class);
    }

    @Test
    void the_operator_sets_the_limits_within_bounds_and_they_hold_at_once() throws SQLException {
        AttemptLimits.set("second_factor", 1);
        try {
            gateway.countSecondFactor(customer, account);
            assertThatThrownBy(() -> gateway.countSecondFactor(customer, account))
                    .isInstanceOf(TooManyAttemptsException.class);
        } finally {
            AttemptLimits.restore();
        }
        try (PlainSql operator = PlainSql.as(DatabaseRole.OPERATOR)) {
            assertThat(operator.answer("update gateway.attempt_limit set attempts = 0"))
                    .isEqualTo("23514 attempt_limit_attempts_check");
            assertThat(operator.answer("update gateway.attempt_limit set within = interval '2 days'"))
                    .isEqualTo("23514 attempt_limit_within_check");
            assertThat(operator.answer("delete from gateway.attempt_limit")).isEqualTo("42501");
        }
    }

    @Test
    void a_purpose_that_nobody_has_set_a_limit_for_is_refused() throws SQLException {
        try (PlainSql runtime = PlainSql.as(DatabaseRole.RUNTIME)) {
            assertThat(runtime.answer(TAKE, "anything", new byte[32])).isEqualTo("22023");
            assertThat(runtime.answer(TAKE, "second_factor", new byte[31])).startsWith("23514");
        }
    }

    @Test
    void the_runtime_role_reaches_no_count_no_limit_and_no_housekeeping() throws SQLException {
        assertAllRefused(
                DatabaseRole.RUNTIME,
                "select from gateway.attempt",
                "delete from gateway.attempt",
                "select from gateway.attempt_limit",
                "update gateway.attempt_limit set attempts = 10000",
                "select from gateway.secret",
                "select from gateway.sign_in",
                "select from gateway.due_work",
                "select gateway.forget_expired()",
                "select gateway.due_customers('agent.message', 'infinity', 1)",
                "select gateway.hand_over()");
    }

    @Test
    void the_operator_sees_no_secret_and_no_count_and_resolves_nothing() throws SQLException {
        assertAllRefused(
                DatabaseRole.OPERATOR,
                "select from gateway.attempt",
                "select from gateway.secret",
                "select from gateway.sign_in",
                "select from gateway.due_work",
                "select gateway.take_attempt('second_factor', '\\x00')",
                "select gateway.forgive_attempts('second_factor', '\\x00')",
                "select gateway.resolve_secret('session', '\\x00')",
                "select gateway.due_customers('agent.message', 'infinity', 1)");
    }

    @Test
    void a_worker_does_no_housekeeping_and_reads_no_table_of_the_gateway() throws SQLException {
        assertAllRefused(
                DatabaseRole.WORKER,
                "select from gateway.attempt",
                "select from gateway.due_work",
                "select gateway.forget_expired()");
    }

    private static void assertAllRefused(DatabaseRole role, String... statements) throws SQLException {
        try (PlainSql sql = PlainSql.as(role)) {
            for (String statement : statements) {
                assertThat(sql.answer(statement)).as(statement).isEqualTo("42501");
            }
        }
    }

    @Test
    void housekeeping_forgets_what_is_long_over_and_nothing_that_counts() throws SQLException {
        try (PlainSql arranged = PlainSql.asSuperuser()) {
            String secret = "insert into gateway.secret (kind, secret_hash, customer_id, subject_id, expires_at)"
                    + " values ('session', ?, ?, ?, now() - ?::interval)";
            String attempt = "insert into gateway.attempt (purpose, subject_hash, attempts, started_at)"
                    + " values ('second_factor', ?, 5, now() - ?::interval)";
            byte[] old = hash(1);
            byte[] recent = hash(2);
            arranged.answer(secret, old, customer, account, "25 hours");
            arranged.answer(secret, recent, customer, account, "23 hours");
            arranged.answer(attempt, old, "24 hours 6 minutes");
            arranged.answer(attempt, recent, "24 hours 4 minutes");

            arranged.answer("set local role operant_operator");
            assertThat(arranged.answer("select gateway.forget_expired()")).isEqualTo("1");

            arranged.answer("reset role");
            for (String table : List.of("gateway.secret where secret_hash", "gateway.attempt where subject_hash")) {
                assertThat(arranged.answer("select from " + table + " = ?", (Object) old))
                        .isEqualTo("0");
                assertThat(arranged.answer("select from " + table + " = ?", (Object) recent))
                        .isEqualTo("1");
            }
        }
    }

    private byte[] hash(int last) {
        byte[] hash = new byte[32];
        ByteBuffer.wrap(hash).putLong(customer.getMostSignificantBits()).putLong(customer.getLeastSignificantBits());
        hash[31] = (byte) last;
        return hash;
    }
}
