package com.operanttechnologies.persistence;

import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.TenancyException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Signing keys are replaced under load. The tokens' clock runs a hundred times as fast as the server's, so what takes a
 * minute, until a JVM reads the key again, takes 0.6 s here; a token that is dated ahead only lives longer.
 */
@Tag("thorough")
@Tag("SEC-2")
@Tag("SEC-3")
class SigningKeyRotationUnderLoadTest {

    private static final int THREADS = 8;
    private static final int OVERLAP_SECONDS = 3;

    private static ThrowawayDatabase database;

    private final Random random = new Random();
    private TenantDatabase layer;
    private TenantScope scope;
    private UUID former;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.own();
    }

    @AfterAll
    static void drop() {
        database.close();
    }

    @BeforeEach
    void open() {
        layer = TenantDatabase.open(
                TestDatabase.config(database).tokenClock(new FastClock()).build());
        former = TestDatabase.newCustomer(layer, "Rotating");
        scope = TenantScope.job(former, "test", "rotation-under-load");
    }

    @AfterEach
    void close() {
        layer.close();
    }

    @Test
    void no_request_fails_while_keys_are_rotated_and_a_rotation_is_killed_and_a_former_key_ends_at_its_time()
            throws Exception {
        List<String> keys = new ArrayList<>(List.of(newestKey()));
        String sealedBefore = sealedNow();
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        long done = underLoad(failures, () -> {
            for (int round = 0; round < 3; round++) {
                TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(1200));
                rotate(OVERLAP_SECONDS + " seconds");
                keys.add(newestKey());
                if (round == 0) {
                    assertThat(isAccepted(sealedBefore))
                            .as("the first key, while the two overlap")
                            .isTrue();
                }
            }
            killRotationAtRandom();
            TimeUnit.MILLISECONDS.sleep(1500);
        });
        assertThat(failures.size())
                .as("failures of %d requests, of which one: %s", done, failures.peek())
                .isZero();
        assertThat(done).as("requests").isGreaterThan(100);
        assertThat(keys).doesNotHaveDuplicates();

        Instant end = acceptedUntil(keys.get(0));
        while (serverTime().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(isAccepted(sealedBefore)).as("the first key, after its time").isFalse();
        String name = layer.read(scope, SigningKeyRotationUnderLoadTest::name);
        assertThat(name).startsWith("Rotating");
    }

    /** So that the test above would notice a rotation that fails a request. */
    @Test
    void without_an_overlap_a_request_fails_under_the_same_load_and_the_next_ones_go_on() throws Exception {
        Queue<Exception> failures = new ConcurrentLinkedQueue<>();
        underLoad(failures, () -> {
            TimeUnit.MILLISECONDS.sleep(200);
            rotate("0");
            TimeUnit.MILLISECONDS.sleep(300);
        });
        assertThat(failures).isNotEmpty();
        assertThat(failures.element()).isInstanceOf(NoScopeException.class);
        String name = layer.read(scope, SigningKeyRotationUnderLoadTest::name);
        assertThat(name).startsWith("Rotating");
    }

    /** Reads and writes on all threads while the work runs; returns how many requests there were. */
    private long underLoad(Queue<Exception> failures, Work work) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong requests = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                boolean writes = i % 2 == 0;
                TenantScope own = TenantScope.job(TestDatabase.newCustomer(layer, "Rotating"), "test", "load-" + i);
                running.add(threads.submit(() -> {
                    while (!over.get()) {
                        try {
                            request(own, writes);
                        } catch (TenancyException e) {
                            failures.add(e);
                        }
                        requests.incrementAndGet();
                    }
                }));
            }
            work.run();
            over.set(true);
            for (Future<?> future : running) {
                future.get(30, TimeUnit.SECONDS);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        return requests.get();
    }

    private void request(TenantScope own, boolean writes) {
        if (writes) {
            layer.execute(own, session -> {
                session.dsl()
                        .update(CUSTOMER)
                        .set(CUSTOMER.NAME, "Rotating on")
                        .set(CUSTOMER.VERSION, CUSTOMER.VERSION.plus(1))
                        .execute();
                assertThat(name(session)).isEqualTo("Rotating on");
            });
        } else {
            String name = layer.read(own, SigningKeyRotationUnderLoadTest::name);
            assertThat(name).startsWith("Rotating");
        }
    }

    private static String name(TenantSession session) {
        return session.dsl().select(CUSTOMER.NAME).from(CUSTOMER).fetchSingle(CUSTOMER.NAME);
    }

    /**
     * Its transaction is open, and has or hasn't replaced the key yet, when the server ends it: nothing of it stays.
     */
    private void killRotationAtRandom() throws Exception {
        String before = newestKey();
        CountDownLatch killed = new CountDownLatch(1);
        ExecutorService rotating = Executors.newSingleThreadExecutor();
        Login operator = database.login(DatabaseRole.OPERATOR);
        try (Connection victim = operator.connect()) {
            int backend = pid(victim);
            victim.setAutoCommit(false);
            Future<?> rotation = rotating.submit(() -> {
                try (PreparedStatement statement =
                        victim.prepareStatement("select tenancy.rotate_signing_key(interval '3 seconds')")) {
                    statement.execute();
                }
                killed.await();
                victim.commit();
                return true;
            });
            TimeUnit.MILLISECONDS.sleep(random.nextInt(60));
            TestDatabase.asSuperuser(database, "select pg_terminate_backend(" + backend + ")");
            killed.countDown();
            assertThatThrownBy(() -> rotation.get(30, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        } finally {
            rotating.shutdownNow();
        }
        assertThat(newestKey()).as("the key after a rotation that was killed").isEqualTo(before);
    }

    private static int pid(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select pg_backend_pid()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void rotate(String overlap) throws SQLException {
        try (Connection operator = database.login(DatabaseRole.OPERATOR).connect();
                PreparedStatement statement =
                        operator.prepareStatement("select tenancy.rotate_signing_key(?::interval)")) {
            statement.setString(1, overlap);
            statement.execute();
        }
    }

    /** A token as a JVM would have sealed it now. */
    private String sealedNow() throws SQLException {
        return asSuperuser(
                "select tenancy.seal_scope('v1', '" + former + "', 'job:test', now() + interval '5 minutes')");
    }

    private static String newestKey() throws SQLException {
        return asSuperuser("select key_id from tenancy.signing_key where accepted_until = 'infinity'");
    }

    private static Instant acceptedUntil(String key) throws SQLException {
        return instant("select coalesce((select accepted_until from tenancy.signing_key where key_id = '" + key
                + "'), '-infinity')");
    }

    private static Instant serverTime() throws SQLException {
        return instant("select now()");
    }

    /** As the runtime role, in a transaction of its own. */
    private static boolean isAccepted(String token) throws SQLException {
        try (Connection runtime = database.login(DatabaseRole.RUNTIME).connect()) {
            runtime.setAutoCommit(false);
            try (PreparedStatement bind = runtime.prepareStatement("select tenancy.bind(?, true)");
                    PreparedStatement read = runtime.prepareStatement("select count(*) from tenancy.customer")) {
                bind.setString(1, token);
                bind.execute();
                read.execute();
                return true;
            } catch (SQLException e) {
                assertThat(e.getSQLState()).isEqualTo("42501");
                return false;
            }
        }
    }

    private static Instant instant(String sql) throws SQLException {
        String epoch = asSuperuser("select greatest(0, extract(epoch from least((" + sql + "), 'epoch'::timestamptz"
                + " + interval '1000 years')))::text");
        return Instant.ofEpochMilli((long) (Double.parseDouble(epoch) * 1000));
    }

    private static String asSuperuser(String sql) throws SQLException {
        try (Connection connection = database.administrator().connect();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static final class FastClock extends Clock {

        private final Instant begin = Instant.now();

        @Override
        public Instant instant() {
            return begin.plus(Duration.between(begin, Instant.now()).multipliedBy(100));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
