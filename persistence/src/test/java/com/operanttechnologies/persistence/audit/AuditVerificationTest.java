package com.operanttechnologies.persistence.audit;

import static com.operanttechnologies.persistence.internal.tables.audit.Tables.ENTRY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.audit.AuditFault.Kind;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.RefusedException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to the log, with whatever rights, is found; and the runtime role has none to do anything. */
@Tag("PAN-8")
@Tag("SEC-4")
class AuditVerificationTest {

    private static final String COLUMNS = "customer_id, action, object_type, object_id, reason, request_id";
    private static final String VALUES = "'a.b', 'thing', '1', 'x', 'y'";

    private final TenantDatabase shared = TestDatabase.shared();
    private final TenantScope scope =
            TenantScope.job(TestDatabase.newCustomer(shared, "Acme"), "administration", "test");
    private final List<AuditAnchor> anchors = fill(shared, scope);

    @Test
    void a_log_that_nobody_touched_is_intact_from_the_start_and_from_every_anchor() {
        assertThat(verify(AuditLog::verify)).isEqualTo(new AuditVerification(10, anchors.get(10), Optional.empty()));
        for (AuditAnchor anchor : anchors) {
            assertThat(verify(log -> log.verify(anchor)).intact()).isTrue();
            AuditVerification since = verify(log -> log.verifySince(anchor));
            assertThat(since.intact()).isTrue();
            assertThat(since.entries()).isEqualTo(10 - Math.max(0, anchor.number() - 1));
            assertThat(since.head()).isEqualTo(anchors.get(10));
        }
    }

    @Test
    void a_log_longer_than_one_piece_is_read_to_its_end() {
        shared.execute(scope, session -> {
            for (int i = 0; i < 210; i++) {
                new AuditLog(session).append(event());
            }
        });
        AuditVerification verified = verify(AuditLog::verify);
        assertThat(verified.entries()).isEqualTo(220);
        assertThat(verified.intact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reason = 'another'",
                "actor = 'job:somebody-else'",
                "at = at + interval '1 microsecond'",
                "action = 'c.d'",
                "object_type = 'other'",
                "object_id = '9'",
                "address = '192.0.2.1'",
                "request_id = 'another'",
                "details = '{ }'",
            })
    void a_changed_field_is_found_at_the_entry_after_it_and_by_the_anchor(String change) {
        tamper("update audit.entry set " + change + " where number = 4");
        assertThat(fault(AuditLog::verify)).isEqualTo(new AuditFault(5, Kind.DETACHED));
        assertThat(fault(log -> log.verify(anchors.get(4)))).isEqualTo(new AuditFault(4, Kind.REWRITTEN));
        assertThat(fault(log -> log.verifySince(anchors.get(4)))).isEqualTo(new AuditFault(4, Kind.REWRITTEN));
    }

    @Test
    void an_entry_removed_from_the_middle_is_missing() {
        tamper("delete from audit.entry where number = 4");
        assertThat(fault(AuditLog::verify)).isEqualTo(new AuditFault(4, Kind.MISSING));
        assertThat(fault(log -> log.verifySince(anchors.get(3)))).isEqualTo(new AuditFault(4, Kind.MISSING));
        assertThat(fault(log -> log.verifySince(anchors.get(4)))).isEqualTo(new AuditFault(4, Kind.MISSING));
    }

    @Test
    void an_end_that_was_cut_off_is_missing_from_the_anchor_and_nothing_grows_over_the_gap() {
        tamper("delete from audit.entry where number > 7");
        assertThat(verify(AuditLog::verify).intact())
                .as("nothing tells without an anchor")
                .isTrue();
        assertThat(fault(log -> log.verify(anchors.get(10)))).isEqualTo(new AuditFault(8, Kind.MISSING));
        assertThat(fault(log -> log.verifySince(anchors.get(10)))).isEqualTo(new AuditFault(10, Kind.MISSING));
        assertThatThrownBy(() -> fill(shared, scope))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("operant-db audit verify");
        tamper("delete from audit.head");
        fill(shared, scope);
        assertThat(fault(log -> log.verify(anchors.get(10)))).isEqualTo(new AuditFault(10, Kind.REWRITTEN));
    }

    @Test
    void the_whole_log_gone_is_missing_from_the_anchor() {
        tamper("delete from audit.entry");
        assertThat(fault(log -> log.verify(anchors.get(10)))).isEqualTo(new AuditFault(1, Kind.MISSING));
        assertThat(fault(log -> log.verifySince(anchors.get(10)))).isEqualTo(new AuditFault(10, Kind.MISSING));
    }

    @Test
    void a_log_rewritten_with_all_its_hashes_is_found_by_the_anchor() {
        tamper("update audit.entry set reason = 'another' where number = 4");
        for (int number = 5; number <= 10; number++) {
            long previous = number - 1;
            String before = shared.<String>read(
                    scope,
                    session -> (session.dsl()
                            .select(ENTRY.HASH)
                            .from(ENTRY)
                            .where(ENTRY.NUMBER.eq(previous))
                            .fetchSingle(row -> ChainedEntry.hex(row.value1()))));
            tamper("update audit.entry set previous_hash = '\\x" + before + "' where number = " + number);
        }
        assertThat(verify(AuditLog::verify).intact())
                .as("nothing tells without an anchor")
                .isTrue();
        assertThat(fault(log -> log.verify(anchors.get(10)))).isEqualTo(new AuditFault(10, Kind.REWRITTEN));
        assertThat(fault(log -> log.verifySince(anchors.get(10)))).isEqualTo(new AuditFault(10, Kind.REWRITTEN));
    }

    @Test
    void an_entry_changed_under_its_old_hash_is_found() throws SQLException {
        try (ThrowawayDatabase broken = TestDatabase.own();
                TenantDatabase layer =
                        TenantDatabase.open(TestDatabase.config(broken).build())) {
            TenantScope customer = TenantScope.job(TestDatabase.newCustomer(layer, "Acme"), "administration", "test");
            fill(layer, customer);
            TestDatabase.asSuperuser(
                    broken,
                    "alter table audit.entry alter column hash drop expression;"
                            + " update audit.entry set reason = 'another' where number = 4");
            AuditVerification verified = layer.read(customer, session -> new AuditLog(session).verify());
            assertThat(verified.fault()).contains(new AuditFault(4, Kind.CHANGED));
            assertThat(verified.entries()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit.entry set reason = 'x' where customer_id = tenancy.current_customer()",
                "delete from audit.entry where customer_id = tenancy.current_customer()",
                "truncate audit.entry",
                "insert into audit.entry (" + COLUMNS + ", number) values (tenancy.current_customer(), " + VALUES
                        + ", 11)",
                "insert into audit.entry (" + COLUMNS + ", at) values (tenancy.current_customer(), " + VALUES
                        + ", now())",
                "insert into audit.entry (" + COLUMNS + ", actor) values (tenancy.current_customer(), " + VALUES
                        + ", 'job:a')",
                "insert into audit.entry (" + COLUMNS + ", previous_hash) values (tenancy.current_customer(), " + VALUES
                        + ", '\\x00')",
                "insert into audit.entry (" + COLUMNS + ") values (tenancy.current_customer(), " + VALUES
                        + ") on conflict (customer_id, number) do update set reason = 'x'",
                "insert into audit.entry (" + COLUMNS + ") values (tenancy.current_customer(), " + VALUES + ")",
                "select * from audit.head",
                "select audit.verify(tenancy.current_customer())",
                "select audit.open(tenancy.current_customer(), 'as an application')",
                "select tenancy.seal_scope('v1', tenancy.current_customer(), 'job:a', now())",
                "select * from audit.entry where customer_id = tenancy.current_customer() for update",
                "alter table audit.entry disable row level security",
                "set session_replication_role = replica",
            })
    void the_runtime_role_is_refused(String sql) {
        assertThat(PlainSql.refusal(scope, sql)).isEqualTo("42501");
        assertThat(verify(log -> log.verify(anchors.get(10))).intact()).isTrue();
    }

    @Test
    void even_who_may_choose_the_hashes_can_add_at_the_end_of_the_chain_alone() {
        String insert = "insert into audit.entry (" + COLUMNS + ", actor, number, previous_hash) values ('"
                + scope.customerId() + "', " + VALUES + ", 'job:a', ";
        assertThatThrownBy(() -> TestDatabase.asSuperuser(TestDatabase.database(), insert + "11, '\\x00')"))
                .hasMessageContaining("entry_follows_the_one_before");
        assertThatThrownBy(() -> TestDatabase.asSuperuser(
                        TestDatabase.database(),
                        insert + "12, (select hash from audit.entry where number = 10 and customer_id = '"
                                + scope.customerId() + "'))"))
                .hasMessageContaining("entry_follows_the_one_before");
        assertThatThrownBy(() -> TestDatabase.asSuperuser(
                        TestDatabase.database(),
                        insert.replace(scope.customerId().toString(), new UUID(0, 1).toString()) + "1, '\\x00')"))
                .hasMessageContaining("entry_begins_the_chain");
    }

    @Test
    void an_anchor_is_a_number_and_a_hash() {
        assertThatThrownBy(() -> new AuditAnchor(-1, "0".repeat(64))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> new AuditAnchor(1, "xyz")).isInstanceOf(InvalidInputException.class);
    }

    /** As a superuser, past row-level security and foreign keys. */
    private void tamper(String sql) {
        String mine =
                sql + (sql.contains(" where ") ? " and " : " where ") + "customer_id = '" + scope.customerId() + "'";
        TestDatabase.asSuperuser(TestDatabase.database(), "set session_replication_role = replica; " + mine);
    }

    private AuditFault fault(Function<AuditLog, AuditVerification> verification) {
        return verify(verification).fault().orElseThrow();
    }

    private AuditVerification verify(Function<AuditLog, AuditVerification> verification) {
        return shared.read(scope, session -> verification.apply(new AuditLog(session)));
    }

    private static AuditEvent event() {
        return AuditEvent.of("a.b", "thing", "1", AuditCause.of("A test"));
    }

    /** Ten entries, and the anchors before the first and after each. */
    private static List<AuditAnchor> fill(TenantDatabase database, TenantScope scope) {
        return database.transact(scope, session -> {
            AuditLog log = new AuditLog(session);
            List<AuditAnchor> anchors = new ArrayList<>(List.of(log.head()));
            for (int i = 0; i < 10; i++) {
                anchors.add(log.append(event()).anchor());
            }
            return List.copyOf(anchors);
        });
    }
}
