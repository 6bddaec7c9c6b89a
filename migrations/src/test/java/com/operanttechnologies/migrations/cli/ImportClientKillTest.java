package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.MovingCustomer;
import com.operanttechnologies.migrations.local.DatabaseRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code operant-db import}, whose own process is killed. What kills the other end is in {@code TransferKillTest}, and
 * exports and erasures are killed in {@link ClientKillTest}.
 */
@Tag("thorough")
@Tag("PRV-3")
class ImportClientKillTest {

    private static final int ROWS = 10_000;

    /** What an import has told when it is killed: nothing yet; in the middle; all, when it compares what it wrote. */
    private static final List<String> MOMENTS = List.of("", "audit.entry: ", "stage.dashboard: ", "usage.event: ");

    /** In which the server has noticed: it looks every 2 s. */
    private static final Duration NOTICED = Duration.ofSeconds(8);

    private final long seed =
            Long.getLong("tenancy.kill.seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);
    private final List<String> killed = new ArrayList<>();

    private MovingCustomer customer;

    @TempDir
    private Path folder;

    @BeforeEach
    void export() throws Exception {
        customer = MovingCustomer.export(ROWS, folder);
    }

    @AfterEach
    void drop() {
        customer.close();
    }

    @Test
    void an_import_whose_process_is_killed_leaves_nothing_and_the_next_one_brings_the_whole_customer()
            throws Exception {
        for (String moment : MOMENTS) {
            Process process = start();
            while (process.isAlive() && (moment.isEmpty() ? sessions() == 0 : !log().contains(moment))) {
                TimeUnit.MILLISECONDS.sleep(2);
            }
            long after = random.nextInt(20);
            boolean ended = process.waitFor(after, TimeUnit.MILLISECONDS);
            kill(process, after + " ms after '" + moment + "'");
            assertThat(ended)
                    .as(run() + ", ended before it was killed\n" + log())
                    .isFalse();
            assertNothingIsThere();
        }
        Process process = start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(run()).isTrue();
        assertThat(process.exitValue()).as(run() + "\n" + log()).isZero();
        assertThat(log())
                .contains(customer.exported().rows() + " rows in "
                        + customer.exported().parts().size() + " tables, compared");
        assertThat(customer.there()
                        .asSuperuser("select concat_ws(' ', (select count(*) from stage.dashboard),"
                                + " (select count(*) from stage.dashboard_version), (select count(*) from usage.event),"
                                + " (select action from audit.entry order by number desc limit 1))"))
                .as(run())
                .isEqualTo(ROWS + " " + ROWS + " " + ROWS + " customer.imported");
        assertThat(policies()).as(run()).isEqualTo("0");
        System.out.println("imports killed; " + run());
    }

    private void assertNothingIsThere() throws SQLException {
        assertThat(customer.there().whereFound(customer.there().id().toString()))
                .as(run())
                .isEmpty();
        assertThat(policies()).as(run() + ", policies").isEqualTo("0");
        assertThat(customer.there().asSuperuser("select count(*) from pg_class where relpersistence = 't'"))
                .as(run() + ", temporary objects")
                .isEqualTo("0");
    }

    private String policies() throws SQLException {
        return customer.there().asSuperuser("select count(*) from pg_policy where polname = 'customer_import'");
    }

    private void kill(Process process, String when) throws Exception {
        long start = System.nanoTime();
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        killed.add(when);
        while (sessions() > 0) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(run() + ", the server hasn't noticed")
                    .isLessThan(NOTICED);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private Process start() throws IOException {
        Files.deleteIfExists(folder.resolve("log"));
        return OperantDbProcess.start(
                customer.target().login(DatabaseRole.MIGRATOR),
                folder.resolve("log").toFile(),
                "import",
                "--from",
                customer.archive().toString(),
                "--ordered-by",
                "jane",
                "--reason",
                "killed now and then");
    }

    private int sessions() throws SQLException {
        return Integer.parseInt(customer.there()
                .asSuperuser("select count(*) from pg_stat_activity where usename = '"
                        + customer.target().login(DatabaseRole.MIGRATOR).username()
                        + "' and datname = current_database()"));
    }

    private String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    }

    private String run() {
        return "seed " + seed + ": " + killed;
    }
}
