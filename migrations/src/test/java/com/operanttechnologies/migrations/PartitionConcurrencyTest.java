package com.operanttechnologies.migrations;

import static com.operanttechnologies.migrations.TimedTable.catalogue;
import static com.operanttechnologies.migrations.TimedTable.run;
import static java.time.temporal.ChronoUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Customers write and read while partitions are made, adopted and dropped. */
@Tag("USE-1")
@Tag("thorough")
class PartitionConcurrencyTest {

    private static final Instant TODAY = Instant.now().truncatedTo(DAYS);
    private static final int WRITERS = 3;

    private final UUID customer = UUID.randomUUID();

    private static Instant at(int days, int hours) {
        return TODAY.plus(Duration.ofDays(days)).plus(Duration.ofHours(hours));
    }

    @Test
    void making_partitions_ahead_waits_for_no_writer() throws SQLException {
        TimedTable table = TimedTable.of("day", 3, "2 days");
        table.insert(customer, at(0, 1));
        try (Connection writer = SealedScope.of(TimedTable.DATABASE, customer).begin()) {
            run(writer, table.insertion(customer, at(0, 2)));
            assertThat(table.asOperator("tenancy.make_partitions_of('timed', '%s', now() + interval '1 day')"))
                    .isEqualTo(1);
            run(writer, table.insertion(customer, at(0, 3)));
            writer.commit();
        }
        assertThat(table.total()).isEqualTo(3);
    }

    @Test
    void no_row_is_lost_or_refused_while_partitions_are_made_and_adopted() throws Exception {
        TimedTable table = TimedTable.of("day", 1, "2 days");
        table.insert(customer, at(0, 0));
        SealedScope scope = SealedScope.of(TimedTable.DATABASE, customer);
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(WRITERS);
        // Day after day passes; the job sees each only after rows of it have come.
        Callable<Integer> write = () -> {
            int written = 0;
            try (Connection connection = scope.runtime().connect()) {
                connection.setAutoCommit(false);
                while (!over.get()) {
                    scope.bind(connection);
                    for (int i = 0; i < 5; i++) {
                        run(
                                connection,
                                table.insertion(
                                        customer, at(ThreadLocalRandom.current().nextInt(12), 1)));
                    }
                    connection.commit();
                    written += 5;
                    writing.countDown();
                }
            }
            return written;
        };
        ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
        int made = 0;
        int written = 1;
        try {
            List<Future<Integer>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(executor.submit(write));
            }
            assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
            made += table.asOperator("tenancy.make_partitions_of('timed', '%s', '" + at(11, 2) + "')");
            made += table.asOperator("tenancy.make_partitions_of('timed', '%s', '" + at(14, 2) + "')");
            over.set(true);
            for (Future<Integer> writer : writers) {
                written += writer.get(30, TimeUnit.SECONDS);
            }
        } finally {
            over.set(true);
            executor.shutdownNow();
        }
        assertThat(made).isGreaterThan(3);
        assertThat(table.total()).isEqualTo(written);
        assertThat(table.content()).contains(table.name() + "_rest 0");
    }

    @Test
    void jobs_at_the_same_time_make_each_partition_once() throws Exception {
        TimedTable table = TimedTable.of("day", 1, "2 days");
        table.insert(customer, at(4, 0), at(5, 0));
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> jobs = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                jobs.add(() -> table.asOperator("tenancy.make_partitions_of('timed', '%s', '" + at(9, 1) + "')"));
            }
            int made = 0;
            for (Future<Integer> job : executor.invokeAll(jobs, 60, TimeUnit.SECONDS)) {
                made += job.get();
            }
            // Days 2 and 3, then one of day 4 to 9, and day 10.
            assertThat(made).isEqualTo(4);
        } finally {
            executor.shutdownNow();
        }
        assertThat(table.content()).contains(table.name() + "_rest 0").hasSize(8);
    }

    @Test
    void who_reads_for_long_makes_the_job_give_up_and_not_wait() throws SQLException {
        TimedTable table = TimedTable.since(at(-5, 0), 1, "2 days");
        String call = "tenancy.drop_expired_partitions_of('timed', '%s')";
        try (Connection reader = SealedScope.of(TimedTable.DATABASE, customer).begin()) {
            run(reader, "select * from " + table.qualified());
            List<String> before = table.content();
            assertThatThrownBy(() -> table.asOperator(call))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
            assertThat(table.content()).isEqualTo(before);
            reader.commit();
        }
        assertThat(table.asOperator(call)).isEqualTo(4);
    }

    @Test
    void a_session_of_the_runtime_role_sees_its_own_rows_in_every_partition() throws SQLException {
        TimedTable table = TimedTable.of("day", 1, "2 days");
        table.insert(customer, at(-9, 0), at(0, 0), at(4, 0));
        table.insert(UUID.randomUUID(), at(-9, 0), at(0, 0), at(4, 0));
        table.asOperator("tenancy.make_partitions_of('timed', '%s', '" + at(4, 1) + "')");
        table.insert(customer, at(9, 0));
        try (Connection connection =
                        SealedScope.of(TimedTable.DATABASE, customer).begin();
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery("select count(distinct tableoid), count(*) from " + table.qualified())) {
            rows.next();
            assertThat(rows.getInt(1)).isEqualTo(4);
            assertThat(rows.getInt(2)).isEqualTo(4);
        }
        assertThat(catalogue("select keep from tenancy.partitioned_table where table_name = '" + table.name() + "'"))
                .containsExactly("2 days");
    }
}
