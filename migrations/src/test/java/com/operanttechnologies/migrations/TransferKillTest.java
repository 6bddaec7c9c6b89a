package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.ArchiveManifest;
import com.operanttechnologies.migrations.transfer.CustomerExport;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever ends an export or an import at whatever moment: there is the whole archive or none, the whole Customer or
 * nothing of it, and no policy of the import's; and who comes again comes to the right end.
 */
@Tag("thorough")
@Tag("PRV-3")
class TransferKillTest {

    private static final int ROWS = 4000;
    private static final int KILLS = 20;

    private enum Kill {
        SESSION_IS_ENDED,
        SERVER_CRASHES
    }

    private static LocalPostgres server;
    private static ThrowawayDatabase source;
    private static ThrowawayDatabase empty;
    private static ErasableCustomer customer;

    @TempDir
    private static Path folder;

    private final long seed =
            Long.getLong("tenancy.kill.seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);
    private final List<String> killed = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        server = LocalPostgres.start();
        empty = server.database();
        source = empty.copy();
        customer = ErasableCustomer.signUp(source, ROWS);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void many_exports_that_are_killed_in_every_way_leave_no_archive() throws Exception {
        long whole = measure(() -> export(folder.resolve("measured.zip")));
        int completed = 0;
        // What came to its end first wasn't killed, and doesn't count.
        for (int i = 0; i - completed < KILLS; i++) {
            assertThat(i).as(run()).isLessThan(10 * KILLS);
            Path file = folder.resolve("killed.zip");
            boolean done = !kill(() -> export(file), whole);
            assertThat(Files.exists(folder.resolve("killed.zip.part")))
                    .as(run())
                    .isFalse();
            assertThat(Files.exists(file)).as(run()).isEqualTo(done);
            if (done) {
                completed++;
                try (ThrowawayDatabase target = fresh()) {
                    assertThat(read(target, file).rows()).as(run()).isPositive();
                }
                Files.delete(file);
            }
        }
        assertThat(export(folder.resolve("killed.zip")).rows()).as(run()).isGreaterThan(3 * ROWS);
        Files.delete(folder.resolve("killed.zip"));
        Files.delete(folder.resolve("measured.zip"));
        System.out.println(KILLS + " exports killed, " + completed + " came to their end before; " + run());
    }

    @Test
    void many_imports_that_are_killed_in_every_way_leave_nothing() throws Exception {
        Path file = folder.resolve("whole.zip");
        ArchiveManifest exported = export(file);
        long whole;
        try (ThrowawayDatabase target = fresh()) {
            whole = measure(() -> read(target, file));
        }
        int completed = 0;
        // What came to its end first wasn't killed, and doesn't count.
        for (int i = 0; i - completed < KILLS; i++) {
            assertThat(i).as(run()).isLessThan(10 * KILLS);
            try (ThrowawayDatabase target = fresh()) {
                ErasableCustomer there = new ErasableCustomer(target, customer.id(), customer.owner());
                boolean done = !kill(() -> read(target, file), whole);
                assertThat(CustomerTransferTest.policies(there)).as(run()).isEqualTo("0");
                boolean isThere = !there.whereFound(customer.id().toString()).isEmpty();
                if (done) {
                    assertThat(isThere).as(run()).isTrue();
                }
                if (isThere) {
                    // Killed or not: it was committed, and so it is whole.
                    completed++;
                    assertThat(there.asSuperuser("select action from audit.entry order by number desc limit 1"))
                            .as(run())
                            .isEqualTo("customer.imported");
                } else {
                    assertThat(read(target, file)).as(run()).isEqualTo(exported);
                }
                assertThat(there.asSuperuser("select count(*) from stage.dashboard"))
                        .as(run())
                        .isEqualTo(ROWS + "");
            }
        }
        Files.delete(file);
        System.out.println(KILLS + " imports killed, " + completed + " came to their end before; " + run());
    }

    /** Whether it was: else it came to its end before. */
    private boolean kill(Callable<?> work, long wholeMillis) throws Exception {
        Kill way = Kill.values()[random.nextInt(Kill.values().length)];
        long after = random.nextLong(Math.max(wholeMillis, 2));
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Thread job = new Thread(() -> {
            try {
                work.call();
            } catch (Exception e) {
                failure.set(e);
            }
        });
        job.start();
        job.join(after);
        String pid = customer.asSuperuser("select min(pid) from pg_stat_activity where backend_type = 'client backend'"
                + " and pid <> pg_backend_pid() and state <> 'idle' and usename ~ '^operant_(operator|migrator)'");
        if (!pid.equals("null")) {
            if (way == Kill.SERVER_CRASHES) {
                ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
                customer.awaitServerWithout(Long.parseLong(pid));
            } else {
                customer.asSuperuser("select pg_terminate_backend(" + pid + ", 5000)");
            }
        }
        job.join();
        customer.awaitServer();
        killed.add(way + " after " + after + " ms");
        Exception thrown = failure.get();
        if (thrown != null) {
            assertThat(thrown).as(run()).isInstanceOfAny(SQLException.class, IOException.class);
        }
        return thrown != null;
    }

    private String run() {
        return "seed " + seed + ": " + killed;
    }

    private static long measure(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1_000_000;
    }

    private static ThrowawayDatabase fresh() throws Exception {
        return empty.copy();
    }

    private static ArchiveManifest export(Path to) throws Exception {
        return new CustomerExport(source.login(DatabaseRole.OPERATOR))
                .write(customer.id(), to, "jane", "the Customer asked for it", part -> {});
    }

    private static ArchiveManifest read(ThrowawayDatabase target, Path from) throws Exception {
        return new CustomerImport(target.login(DatabaseRole.MIGRATOR)).read(from, "jane", "moves here", part -> {});
    }
}
