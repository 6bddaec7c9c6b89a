package com.operanttechnologies.persistence.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.operanttechnologies.persistence.Concurrently;
import com.operanttechnologies.persistence.ObservedSession;
import com.operanttechnologies.persistence.PlainSql;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestDatabase;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("PAN-8")
@Tag("SEC-4")
class AuditLogTest {

    private final TestSessions sessions = TestSessions.open();
    private final UUID customer = sessions.newCustomer("Acme").customerId();
    private final UUID account = UUID.randomUUID();
    private final TenantScope scope = TenantScope.account(customer, account, "request-7");

    @AfterEach
    void tell_the_real_time() {
        sessions.resume();
    }

    @Test
    void an_entry_says_who_did_what_when_from_where_and_why() throws Exception {
        InetAddress address = InetAddress.getByName("2001:db8::17");
        // Whatever the JVM takes the time to be, the database's clock counts.
        sessions.stopAt(Instant.parse("2001-01-01T00:00:00Z"));
        AuditEntry entry = in(
                scope,
                log -> log.append(new AuditEvent(
                        "account.role_changed",
                        "account",
                        "42",
                        AuditCause.of("Zoë now leads the team", address),
                        "{\"from\": \"member\",  \"to\": \"owner\"}")));
        assertThat(entry.number()).isEqualTo(1);
        assertThat(entry.actor()).isEqualTo("account:" + account);
        assertThat(entry.action()).isEqualTo("account.role_changed");
        assertThat(entry.objectType()).isEqualTo("account");
        assertThat(entry.objectId()).isEqualTo("42");
        assertThat(entry.address()).contains(address);
        assertThat(entry.reason()).isEqualTo("Zoë now leads the team");
        assertThat(entry.requestId()).isEqualTo("request-7");
        assertThat(entry.details()).isEqualTo("{\"from\": \"member\",  \"to\": \"owner\"}");
        assertThat(entry.at()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
        assertThat(entry.toString()).doesNotContain("Zoë").doesNotContain("2001:db8");
        assertThat(list(PageRequest.first(10)).items()).containsExactly(entry);
        assertThat(this.<AuditAnchor>in(scope, AuditLog::head)).isEqualTo(entry.anchor());
    }

    @Test
    void a_jobs_entry_has_no_address_and_an_ipv4_one_is_kept() throws Exception {
        TenantScope job = TenantScope.job(customer, "nightly-report", "run-1");
        AuditEntry entry = in(job, log -> log.append(event("report.sent", "1")));
        assertThat(entry.address()).isEmpty();
        assertThat(entry.actor()).isEqualTo("job:nightly-report");
        InetAddress address = InetAddress.getByName("192.0.2.7");
        AuditEntry next = in(
                job,
                log -> log.append(AuditEvent.of("report.sent", "report", "2", AuditCause.of("Asked for", address))));
        assertThat(next.address()).contains(address);
        assertThat(in(scope, AuditLog::verify).intact()).isTrue();
    }

    @Test
    void what_is_rolled_back_is_not_recorded_and_leaves_no_gap() {
        append("a.b", "1");
        assertThatThrownBy(() -> sessions.perform(scope, session -> {
                    new AuditLog(session).append(event("a.b", "2"));
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        append("a.b", "3");
        assertThat(list(PageRequest.first(10)).items())
                .extracting(AuditEntry::objectId)
                .containsExactly("3", "1");
        assertThat(list(PageRequest.first(10)).items())
                .extracting(AuditEntry::number)
                .containsExactly(2L, 1L);
        assertThat(in(scope, AuditLog::verify).intact()).isTrue();
    }

    @Test
    void two_entries_of_one_transaction_follow_each_other() {
        sessions.perform(scope, session -> {
            new AuditLog(session).append(event("a.b", "1"));
            new AuditLog(session).append(event("a.b", "2"));
        });
        AuditVerification verified = in(scope, AuditLog::verify);
        assertThat(verified.entries()).isEqualTo(2);
        assertThat(verified.intact()).isTrue();
    }

    @Test
    void concurrent_appends_make_one_chain_without_gaps() throws Exception {
        Concurrently.run(8, () -> {
            for (int i = 0; i < 6; i++) {
                append("a.b", "x");
            }
            return "done";
        });
        AuditVerification verified = in(scope, AuditLog::verify);
        assertThat(verified.intact()).isTrue();
        assertThat(verified.entries()).isEqualTo(48);
        assertThat(verified.head()).isEqualTo(in(scope, AuditLog::head));
        Page<AuditEntry, AuditCursor> all = list(PageRequest.first(100));
        assertThat(all.items())
                .extracting(AuditEntry::number)
                .containsExactlyElementsOf(
                        LongStream.iterate(48, n -> n - 1).limit(48).boxed().toList());
        assertThat(all.items())
                .extracting(AuditEntry::at)
                .as("no entry is older than the one before it")
                .isSortedAccordingTo((one, other) -> other.compareTo(one));
    }

    @Test
    void entries_that_say_the_same_at_the_same_microsecond_follow_each_other_too() throws Exception {
        // Then two that come at once have not only the same number, but the same hash: another unique key.
        TestDatabase.asSuperuser(
                TestDatabase.database(), "alter table audit.entry alter at set default '2026-01-01 00:00:00Z'");
        try {
            Concurrently.run(8, () -> {
                for (int i = 0; i < 6; i++) {
                    append("a.b", "x");
                }
                return "done";
            });
        } finally {
            TestDatabase.asSuperuser(
                    TestDatabase.database(), "alter table audit.entry alter at set default clock_timestamp()");
        }
        AuditVerification verified = in(scope, AuditLog::verify);
        assertThat(verified.intact()).isTrue();
        assertThat(verified.entries()).isEqualTo(48);
    }

    @Test
    void lists_page_from_the_newest_on_and_filter_by_action_object_and_actor() {
        for (int i = 1; i <= 5; i++) {
            append(i % 2 == 0 ? "account.deleted" : "account.created", String.valueOf(i % 3));
        }
        Page<AuditEntry, AuditCursor> first = list(PageRequest.first(2));
        Page<AuditEntry, AuditCursor> second =
                list(PageRequest.after(first.next().orElseThrow(), 2));
        Page<AuditEntry, AuditCursor> third =
                list(PageRequest.after(second.next().orElseThrow(), 2));
        assertThat(numbers(first)).containsExactly(5L, 4L);
        assertThat(numbers(second)).containsExactly(3L, 2L);
        assertThat(numbers(third)).containsExactly(1L);
        assertThat(third.next()).isEmpty();
        PageRequest<AuditCursor> all = PageRequest.first(10);
        assertThat(numbers(in(scope, log -> log.listByAction("account.deleted", all))))
                .containsExactly(4L, 2L);
        assertThat(numbers(in(scope, log -> log.listByObject("thing", "2", all))))
                .containsExactly(5L, 2L);
        assertThat(numbers(in(scope, log -> log.listByObject("other", "2", all))))
                .isEmpty();
        assertThat(numbers(in(scope, log -> log.listByActor("account:" + account, all))))
                .hasSize(5);
        assertThat(numbers(in(scope, log -> log.listByActor("job:x", all)))).isEmpty();
    }

    @Test
    void each_list_is_one_statement_read_from_an_index_in_its_order() {
        for (UUID each : List.of(customer, sessions.newCustomer("Other").customerId())) {
            // Without the chain, which takes one statement for each entry.
            TestDatabase.asSuperuser(
                    TestDatabase.database(),
                    "set session_replication_role = replica; insert into audit.entry (customer_id, number, actor, action,"
                            + " object_type, object_id, reason, request_id, previous_hash) select '" + each
                            + "', n, 'job:a' || n % 7, 'a.b' || n % 9, 'thing', n % 5, 'x', 'y', audit.genesis('"
                            + each
                            + "') from generate_series(1, 5000) n");
        }
        TestDatabase.asSuperuser(TestDatabase.database(), "analyze audit.entry");
        PageRequest<AuditCursor> later = PageRequest.after(new AuditCursor(4000), 50);
        assertThat(plan(log -> log.list(later)))
                .contains("entry_pkey")
                .contains("Backward")
                .satisfies(this::noSort);
        assertThat(plan(log -> log.listByAction("a.b1", later)))
                .contains("entry_by_action")
                .satisfies(this::noSort);
        assertThat(plan(log -> log.listByObject("thing", "3", later)))
                .contains("entry_by_object")
                .satisfies(this::noSort);
        assertThat(plan(log -> log.listByActor("job:a1", later)))
                .contains("entry_by_actor")
                .satisfies(this::noSort);
        assertThat(plan(AuditLog::head)).contains("entry_pkey").satisfies(this::noSort);
    }

    @ParameterizedTest
    @ValueSource(strings = {"role_changed", "Account.changed", "account.", "account.role changed", "a.b.c", ""})
    void an_action_is_object_and_participle(String action) {
        assertThatThrownBy(() -> event(action, "1"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("account.role_changed");
    }

    @Test
    void what_is_too_long_empty_or_no_json_object_is_refused() {
        assertThatThrownBy(() -> AuditCause.of("")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> AuditCause.of("x".repeat(1001)))
                .hasMessageContaining("1 to 1000 characters, has 1001");
        assertThatThrownBy(() -> event("a.b", "x".repeat(101))).hasMessageContaining("1 to 100 characters, has 101");
        assertThatThrownBy(() -> AuditEvent.of("a.b", "Thing", "1", AuditCause.of("x")))
                .hasMessageContaining("Object type");
        assertThatThrownBy(() -> details("{\"a\":\"" + "x".repeat(16384) + "\"}"))
                .hasMessageContaining("at most 16384 bytes");
        for (String json : List.of("[]", "1", "{")) {
            assertThatThrownBy(() -> in(scope, log -> log.append(details(json))))
                    .isInstanceOf(InvalidInputException.class);
        }
    }

    @Test
    void another_customer_sees_nothing_of_it_and_has_a_chain_of_its_own() {
        append("a.b", "1");
        AuditAnchor before = in(scope, AuditLog::head);
        TenantScope other = TenantScope.account(sessions.newCustomer("Other").customerId(), account, "test");
        PageRequest<AuditCursor> all = PageRequest.first(10);
        assertThat(in(other, log -> log.list(all)).items()).isEmpty();
        assertThat(in(other, log -> log.listByAction("a.b", all)).items()).isEmpty();
        assertThat(in(other, log -> log.listByObject("thing", "1", all)).items())
                .isEmpty();
        assertThat(in(other, log -> log.listByActor("account:" + account, all)).items())
                .isEmpty();
        assertThat(in(other, AuditLog::head).number()).isZero();
        assertThat(in(other, AuditLog::verify).entries()).isZero();
        assertThat(in(other, log -> log.verify(before)).fault()).contains(new AuditFault(1, AuditFault.Kind.MISSING));
        AuditEntry theirs = in(other, log -> log.append(event("a.b", "1")));
        assertThat(theirs.number()).isEqualTo(1);
        assertThat(theirs.hash()).isNotEqualTo(before.hash());
        assertThat(this.<AuditAnchor>in(scope, AuditLog::head)).isEqualTo(before);
        assertThat(PlainSql.refusal(
                        other,
                        "insert into audit.entry (customer_id, action, object_type, object_id, reason, request_id)"
                                + " values ('" + customer + "', 'a.b', 'thing', '1', 'x', 'y')"))
                .isEqualTo("42501");
    }

    private static AuditEvent event(String action, String objectId) {
        return AuditEvent.of(action, "thing", objectId, AuditCause.of("A test"));
    }

    private static AuditEvent details(String json) {
        return new AuditEvent("a.b", "thing", "1", AuditCause.of("A test"), json);
    }

    private void append(String action, String objectId) {
        in(scope, log -> log.append(event(action, objectId)));
    }

    private Page<AuditEntry, AuditCursor> list(PageRequest<AuditCursor> request) {
        return in(scope, log -> log.list(request));
    }

    private static List<Long> numbers(Page<AuditEntry, AuditCursor> page) {
        return page.items().stream().map(AuditEntry::number).toList();
    }

    private String plan(Consumer<AuditLog> work) {
        return sessions.read(scope, session -> {
            ObservedSession observed = new ObservedSession(session);
            work.accept(new AuditLog(observed));
            return observed.plan();
        });
    }

    private void noSort(String plan) {
        assertThat(plan).doesNotContain("Sort").doesNotContain("Seq Scan");
    }

    private <T> T in(TenantScope who, Function<AuditLog, T> work) {
        return sessions.transact(who, session -> work.apply(new AuditLog(session)));
    }
}
