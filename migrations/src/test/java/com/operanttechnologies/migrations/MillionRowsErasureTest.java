package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A Customer of a million rows is erased while others read and write. Their sessions have a lock_timeout of 50 ms, so
 * the server itself fails each statement that waits longer for a lock; how long they do wait, and what their
 * transactions take, is printed. The second depends on the machine and isn't judged.
 */
@Tag("PRV-2")
@Tag("PRV-5")
@Tag("thorough")
class MillionRowsErasureTest {

    /** Dashboards, their versions, and events: three times as many rows. */
    private static final int ROWS = 333_334;

    private static final int OTHERS = 4;
    private static final int LONGEST_WAIT_MILLIS = 50;
    private static final int BATCH = 2000;
    private static final String LOCK_TIMEOUT = "55P03";

    private static ThrowawayDatabase database;

    /** What the other Customers saw. */
    private record Seen(List<Long> nanos, Queue<String> failures, long longestWaitMicros, long waits) {

        double millis(double share) {
            assertThat(nanos)
                    .as("transactions of others that succeeded; others failed with %s", failures.peek())
                    .isNotEmpty();
            return nanos.get((int) Math.min(nanos.size() - 1, (long) (nanos.size() * share))) / 1e6;
        }

        @Override
        public String toString() {
            return "%d transactions, p50 %.1f ms, p99 %.1f ms, longest %.1f ms; longest wait for a lock %.1f ms (of %d seen)"
                    .formatted(nanos.size(), millis(0.5), millis(0.99), millis(1), longestWaitMicros / 1e3, waits);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    @BeforeAll
    static void start() throws Exception {
        database = SharedDatabase.get().copy();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void nobody_waits_longer_than_50_ms_for_a_lock_while_a_customer_of_a_million_rows_is_erased() throws Exception {
        ErasableCustomer customer = ErasableCustomer.signUp(database, ROWS);
        customer.asSuperuser("vacuum analyze");
        customer.terminate();
        customer.endGracePeriod();
        Seen before = whileOthersWork(() -> TimeUnit.SECONDS.sleep(5));
        AtomicLong took = new AtomicLong();
        Seen during = whileOthersWork(() -> {
            long start = System.nanoTime();
            customer.operator("call privacy.erase(?, 'jane', 'the contract has ended', " + BATCH + ")");
            took.set(System.nanoTime() - start);
        });
        long removed = Long.parseLong(customer.operator("select sum((r->>'removed')::bigint) from"
                + " json_array_elements(privacy.erasure_report(?)->'removed') r"));
        System.out.printf(
                "erased %d rows in %.1f s, in steps of %d rows at most%n  others before: %s%n  others meanwhile: %s%n",
                removed, took.get() / 1e9, BATCH, before, during);
        assertThat(removed).isGreaterThan(1_000_000);
        assertThat(during.nanos()).as("transactions of others").hasSizeGreaterThan(100);
        assertThat(during.failures()).isEmpty();
        assertThat(during.longestWaitMicros()).isLessThan(LONGEST_WAIT_MILLIS * 1000L);
    }

    /** So that the test above would notice a job that locks a table for the time of a step. */
    @Test
    void a_job_that_locked_a_table_would_be_noticed() throws Exception {
        Seen seen = whileOthersWork(() -> {
            TimeUnit.MILLISECONDS.sleep(500);
            try (Connection superuser = database.administrator().connect();
                    Statement statement = superuser.createStatement()) {
                superuser.setAutoCommit(false);
                statement.execute("lock table stage.dashboard in share mode");
                TimeUnit.MILLISECONDS.sleep(500);
                superuser.rollback();
            }
        });
        assertThat(seen.failures()).isNotEmpty().allMatch(LOCK_TIMEOUT::equals);
        assertThat(seen.longestWaitMicros()).isPositive();
    }

    private static Seen whileOthersWork(Work work) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        Queue<String> failures = new ConcurrentLinkedQueue<>();
        AtomicLong longest = new AtomicLong();
        AtomicLong waits = new AtomicLong();
        List<Future<List<Long>>> working = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(OTHERS + 1);
        try {
            for (int i = 0; i < OTHERS; i++) {
                SealedScope scope = ErasableCustomer.signUp(database, 50).scope("job:others");
                working.add(threads.submit(() -> work(scope, over, failures)));
            }
            Future<?> sampling = threads.submit(() -> sample(over, longest, waits));
            work.run();
            over.set(true);
            sampling.get(30, TimeUnit.SECONDS);
            List<Long> nanos = new ArrayList<>();
            for (Future<List<Long>> each : working) {
                nanos.addAll(each.get(30, TimeUnit.SECONDS));
            }
            Collections.sort(nanos);
            return new Seen(nanos, failures, longest.get(), waits.get());
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    /** Transactions that read and write where the erasure deletes; how long each took. */
    private static List<Long> work(SealedScope scope, AtomicBoolean over, Queue<String> failures) throws SQLException {
        List<Long> nanos = new ArrayList<>();
        try (Connection connection = scope.runtime().connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set lock_timeout = " + LONGEST_WAIT_MILLIS);
            connection.setAutoCommit(false);
            while (!over.get()) {
                long start = System.nanoTime();
                String id = "'" + scope.customer() + "', '" + UUID.randomUUID() + "'";
                try {
                    scope.bind(connection);
                    statement.execute("insert into stage.dashboard (customer_id, dashboard_id, title) values (" + id
                            + ", 'Others')");
                    statement.execute("insert into stage.dashboard_version (customer_id, dashboard_id, number, content)"
                            + " values (" + id + ", 1, '{}')");
                    statement.execute(
                            "insert into usage.event (customer_id, event_id, kind, name, occurred_at) values (" + id
                                    + ", 'request', 'dashboard.opened', now())");
                    statement.execute("select title from stage.dashboard where customer_id = '" + scope.customer()
                            + "' order by dashboard_id limit 20");
                    statement.execute(
                            "update stage.dashboard set title = 'Others again' where (customer_id, dashboard_id) = ("
                                    + id + ")");
                    connection.commit();
                    nanos.add(System.nanoTime() - start);
                } catch (SQLException e) {
                    failures.add(String.valueOf(e.getSQLState()));
                    connection.rollback();
                }
            }
        }
        return nanos;
    }

    /** Who waits for a lock now, and since when: by the server's own word. */
    private static void sample(AtomicBoolean over, AtomicLong longest, AtomicLong waits) {
        String waiting = "select extract(epoch from clock_timestamp() - l.waitstart) * 1000000 from pg_locks l"
                + " join pg_stat_activity a on a.pid = l.pid"
                + " where not l.granted and l.waitstart is not null and a.usename ~ 'operant_runtime'";
        try (Connection superuser = database.administrator().connect();
                Statement statement = superuser.createStatement()) {
            while (!over.get()) {
                try (ResultSet rows = statement.executeQuery(waiting)) {
                    while (rows.next()) {
                        waits.incrementAndGet();
                        longest.accumulateAndGet(rows.getLong(1), Math::max);
                    }
                }
                TimeUnit.MILLISECONDS.sleep(2);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
