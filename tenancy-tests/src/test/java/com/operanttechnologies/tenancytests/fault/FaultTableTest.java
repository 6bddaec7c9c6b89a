package com.operanttechnologies.tenancytests.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whatever breaks, a caller gets one clear error that repeats no value and no secret; no write is lost or done twice,
 * no connection stays taken, and the same layer goes on once the fault is over. The rows are printed at the end.
 */
@ExtendWith(PostgresExtension.class)
@Tag("thorough")
class FaultTableTest {

    private static final List<FaultRow> ROWS = Collections.synchronizedList(new ArrayList<>());
    private static final String[] CONNECTION_LOST = {"57P01", "57P02", "08006"};

    private static PostgresUnderTest server;
    private static FaultedLayer shared;

    private FaultTrial trial;

    @BeforeAll
    static void open(PostgresUnderTest postgres) throws Exception {
        server = postgres;
        shared = new FaultedLayer(server.newDatabase());
    }

    @AfterAll
    static void close() {
        shared.close();
        StringBuilder table = new StringBuilder(FaultRow.HEADER);
        ROWS.forEach(row -> table.append(System.lineSeparator()).append(row));
        System.out.println(table);
    }

    @BeforeEach
    void signUp() {
        trial = new FaultTrial(shared);
    }

    @AfterEach
    void mend() {
        shared.proxy().restore();
        shared.proxy().withDelay(Duration.ZERO);
        shared.clock().setAhead(Duration.ZERO);
    }

    @Test
    void a_backend_that_is_killed_in_mid_transaction() {
        FaultRow row = suffer(
                "backend killed in mid-transaction",
                () -> trial.write(session -> {
                    shared.killBackends();
                    ask(session);
                }),
                () -> {});
        assertTold(row, UnavailableException.class, CONNECTION_LOST);
        assertNothingMore(row);
    }

    @Test
    void a_backend_that_is_killed_before_the_commit_leaves_it_in_doubt() {
        FaultRow row = suffer(
                "backend killed before the commit", () -> trial.write(session -> shared.killBackends()), () -> {});
        assertInDoubt(row);
        assertNothingMore(row);
    }

    @Test
    void a_commit_whose_answer_is_lost_is_in_doubt_and_was_carried_out() {
        long before = shared.layer().metrics().inDoubt();
        FaultRow row = suffer(
                "answer to the commit lost",
                () -> trial.write(session -> shared.proxy().loseAnswers()),
                () -> shared.proxy().restore());
        assertInDoubt(row);
        assertThat(row.there()).hasSize(row.acknowledged() + 1).contains("row-2");
        assertThat(shared.layer().metrics().inDoubt()).isEqualTo(before + 1);
    }

    @Test
    void a_network_that_is_cut() {
        FaultRow row = suffer(
                "network cut in mid-transaction",
                () -> trial.write(session -> {
                    shared.proxy().cut();
                    ask(session);
                }),
                () -> shared.proxy().restore());
        assertTold(row, UnavailableException.class, "08006");
        assertNothingMore(row);
    }

    @Test
    void a_network_that_is_down_when_a_session_begins() {
        FaultRow row = suffer(
                "network down before the session",
                () -> {
                    shared.proxy().cut();
                    trial.write();
                },
                () -> shared.proxy().restore());
        assertTold(row, UnavailableException.class, "08006");
        assertNothingMore(row);
    }

    @Test
    void a_network_that_is_slower_than_the_socket_timeout() {
        FaultRow row = suffer(
                "network slower than socketTimeout",
                () -> trial.write(session -> {
                    shared.proxy().withDelay(FaultedLayer.SOCKET_TIMEOUT.plusMillis(500));
                    ask(session);
                }),
                () -> shared.proxy().withDelay(Duration.ZERO));
        assertTold(row, UnavailableException.class, "08006");
        assertNothingMore(row);
    }

    @Test
    void a_pool_that_is_exhausted() {
        FaultRow row = suffer("pool exhausted", () -> nested(FaultedLayer.POOL_SIZE), () -> {});
        assertTold(row, UnavailableException.class, "08006");
        assertThat(row.told()).hasMessageContaining("all 3 are in use");
        assertNothingMore(row);
    }

    @Test
    void a_statement_that_runs_into_its_timeout() {
        FaultRow row = suffer(
                "statement timeout",
                () -> trial.write(session -> {
                    session.dsl().execute("set local statement_timeout = '20ms'");
                    session.dsl().fetch("select pg_sleep(5)");
                }),
                () -> {});
        assertTold(row, UnavailableException.class, "57014");
        assertNothingMore(row);
    }

    @Test
    @Tag("C10")
    void a_clock_that_is_behind_by_more_than_a_tokens_life() {
        FaultRow row = suffer(
                "JVM's clock 20 minutes behind",
                () -> {
                    shared.clock().setAhead(Duration.ofMinutes(-20));
                    trial.write();
                },
                () -> shared.clock().setAhead(Duration.ZERO));
        assertTold(row, NoScopeException.class, "42501");
        assertNothingMore(row);
    }

    @Test
    @Tag("SEC-2")
    void a_signing_key_that_is_replaced_without_overlap_before_the_session() {
        FaultRow row = suffer(
                "key replaced before the session",
                () -> {
                    shared.rotateKey("0");
                    trial.write();
                },
                () -> {});
        assertTold(row, NoScopeException.class, "42501");
        assertNothingMore(row);
    }

    /** A transaction's time is that of its begin, when the key was accepted: it ends well, and the next one is told. */
    @Test
    @Tag("SEC-2")
    void a_signing_key_that_is_replaced_without_overlap_in_mid_transaction() {
        FaultRow row = suffer(
                "key replaced in mid-transaction, told to the next",
                () -> {
                    trial.write(session -> {
                        shared.rotateKey("0");
                        assertThat(trial.rows(session)).hasSize(2);
                    });
                    trial.write();
                },
                () -> {});
        assertTold(row, NoScopeException.class, "42501");
        assertThat(row.acknowledged()).isEqualTo(3);
        assertNothingMore(row);
    }

    @Test
    @Tag("thorough")
    void a_server_that_is_restarted_in_mid_transaction() throws Exception {
        try (OwnServer own = OwnServer.start();
                FaultedLayer layer = own.layer()) {
            FaultTrial there = new FaultTrial(layer);
            FaultRow row = there.suffer(
                    "server crashed and restarted",
                    () -> there.write(session -> {
                        own.restart();
                        ask(session);
                    }),
                    () -> {});
            ROWS.add(row);
            assertTold(row, UnavailableException.class, CONNECTION_LOST);
            assertThat(row.there()).containsExactlyInAnyOrderElementsOf(there.acknowledged());
        }
    }

    @Test
    @Tag("thorough")
    void a_disk_that_is_full() throws Exception {
        try (SmallDisk disk = SmallDisk.mount();
                OwnServer own = OwnServer.start();
                FaultedLayer layer = own.layer()) {
            layer.administer("create tablespace small location '" + disk.folder("space") + "'");
            layer.administer("alter table stage.dashboard set tablespace small");
            FaultTrial there = new FaultTrial(layer);
            FaultRow row = there.suffer(
                    "disk full on the server",
                    () -> {
                        disk.fill();
                        // The last page of the table still takes some.
                        for (int i = 0; i < 1000; i++) {
                            there.write();
                        }
                    },
                    disk::empty);
            ROWS.add(row);
            assertTold(row, UnavailableException.class, "53100");
            assertThat(row.there()).containsExactlyInAnyOrderElementsOf(there.acknowledged());
            layer.administer("alter table stage.dashboard set tablespace pg_default");
            layer.administer("drop tablespace small");
        }
    }

    @Test
    void a_connection_that_stayed_taken_would_be_noticed() {
        trial.write(session -> assertThat(trial.leftNow()).isEqualTo(2));
        assertThat(trial.leftNow()).isZero();
    }

    @Test
    void a_fault_that_nobody_is_told_of_would_be_noticed() {
        assertThatThrownBy(() -> trial.suffer("none", trial::write, () -> {}))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("what the caller got of: none");
    }

    @Test
    void a_recovery_does_not_repeat_a_write_that_is_in_doubt() {
        AtomicInteger writes = new AtomicInteger();
        assertThatThrownBy(() -> trial.recover(session -> {
                    writes.incrementAndGet();
                    shared.killBackends();
                }))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("may or may not have been carried out");
        assertThat(writes).hasValue(1);
        // For the next test, whose sessions would meet the connections that were killed.
        trial.recover(session -> {});
    }

    private FaultRow suffer(String fault, Runnable work, Runnable repair) {
        FaultRow row = trial.suffer(fault, work, repair);
        ROWS.add(row);
        return row;
    }

    private static void assertTold(FaultRow row, Class<? extends TenancyException> kind, String... states) {
        assertThat(row.told()).isExactlyInstanceOf(kind);
        assertThat(row.told().sqlState()).isIn((Object[]) states);
    }

    private static void assertInDoubt(FaultRow row) {
        assertTold(row, UnavailableException.class, "08007");
        assertThat(row.told()).hasMessageContaining("may or may not have been carried out");
    }

    private void assertNothingMore(FaultRow row) {
        assertThat(row.there()).containsExactlyInAnyOrderElementsOf(trial.acknowledged());
    }

    /** Sessions inside of each other, one more than there are connections. */
    private void nested(int deeper) {
        if (deeper == 0) {
            trial.write();
        } else {
            shared.layer().execute(trial.scope(), session -> {
                ask(session);
                nested(deeper - 1);
            });
        }
    }

    private static void ask(TenantSession session) {
        session.dsl().fetch("select 1");
    }
}
