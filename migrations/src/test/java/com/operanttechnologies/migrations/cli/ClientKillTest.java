package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.ErasableCustomer;
import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.migrations.SharedDatabase;
import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.migrations.transfer.CustomerImport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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
 * {@code operant-db export} and {@code erase}, whose own process is killed: by who has no patience, or for want of
 * memory. The server has to notice by itself. What kills the other end is in {@code TransferKillTest} and {@code
 * ErasureKillTest}.
 */
@Tag("thorough")
class ClientKillTest {

    private static final int ROWS = 10_000;
    private static final int KILLS = 5;

    /** What an export has told by then; nothing yet, when it has just signed in. */
    private static final List<String> MOMENTS = List.of("", "stage.dashboard: ", "stage.dashboard_version: ");

    /** In which the server has noticed: it looks every 2 s. */
    private static final Duration NOTICED = Duration.ofSeconds(8);

    private final long seed =
            Long.getLong("tenancy.kill.seed", ThreadLocalRandom.current().nextLong());
    private final Random random = new Random(seed);
    private final List<String> killed = new ArrayList<>();

    private ThrowawayDatabase database;
    private ErasableCustomer customer;

    @TempDir
    private Path folder;

    @BeforeEach
    void signUp() throws Exception {
        database = SharedDatabase.get().copy();
        customer = ErasableCustomer.signUp(database, ROWS);
    }

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    @Tag("PRV-3")
    @Tag("PAN-8")
    void an_export_whose_process_is_killed_leaves_a_part_a_beginning_on_record_and_nothing_on_the_server()
            throws Exception {
        Path archive = folder.resolve("customer.zip");
        Path part = folder.resolve("customer.zip.part");
        int begun = 0;
        int completed = 0;

        // Once it has told of its first table: somewhere in the middle, for sure.
        Process process = export(archive);
        awaitLog(process, "stage.dashboard: ");
        kill(process, "after its first large table");
        assertThat(archive).doesNotExist();
        assertThat(part).exists();
        assertThat(entries("customer.exported")).isEqualTo(++begun);
        assertThat(entries("customer.export_completed")).isEqualTo(completed);

        for (int i = 0; i < KILLS; i++) {
            String moment = MOMENTS.get(random.nextInt(MOMENTS.size()));
            long after = random.nextInt(100);
            process = export(archive);
            if (moment.isEmpty()) {
                while (process.isAlive() && sessions("") == 0) {
                    TimeUnit.MILLISECONDS.sleep(2);
                }
            } else {
                awaitLog(process, moment);
            }
            boolean ended = process.waitFor(after, TimeUnit.MILLISECONDS);
            kill(process, (ended ? "too late, " : "") + after + " ms after '" + moment + "'");
            int begins = entries("customer.exported") - begun;
            int completes = entries("customer.export_completed") - completed;
            assertThat(begins).as(run()).isBetween(0, 1);
            // On record as completed is what has read everything, of which the file may lack its end.
            assertThat(completes).as(run()).isBetween(Files.exists(archive) ? 1 : 0, begins);
            if (Files.exists(archive)) {
                assertThat(part).as(run()).doesNotExist();
                assertComplete(archive);
                Files.delete(archive);
            }
            begun += begins;
            completed += completes;
        }
        assertThat(begun - completed).as(run() + ", begun and not completed").isPositive();

        assertThat(whole(export(archive))).isPositive();
        assertThat(part).doesNotExist();
        assertComplete(archive);
        System.out.println("exports killed, " + (begun - completed) + " of them begun and not completed; " + run());
    }

    @Test
    @Tag("PRV-2")
    @Tag("PRV-5")
    void an_erasure_whose_process_is_killed_goes_on_at_once_when_it_is_run_again() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        for (int i = 0; i < KILLS; i++) {
            Process process = erase();
            awaitLog(process, "removed");
            long after = random.nextInt(200);
            boolean ended = process.waitFor(after, TimeUnit.MILLISECONDS);
            kill(
                    process,
                    (ended ? "after its end" : after + " ms after it had removed something") + ", in step "
                            + customer.asSuperuser("select max(steps) from privacy.erasure"));
        }
        assertThat(customer.asSuperuser("select finished_at is null from privacy.erasure"))
                .as(run())
                .isEqualTo("t");
        assertThat(whole(erase())).isPositive();
        assertThat(customer.whereFound(customer.id().toString())).as(run()).isEqualTo(ErasableCustomer.KEPT);
        assertThat(customer.removed())
                .as(run())
                .isEqualTo("panel.account 1, panel.answerable_owner 1, panel.session 2, stage.dashboard " + ROWS
                        + ", stage.dashboard_version " + ROWS
                        + ", tenancy.customer 1, tenancy.customer_key 1, usage.event " + ROWS);
        assertThat(entries("customer.erasure_started")).as(run()).isOne();
        assertThat(entries("customer.erased")).as(run()).isOne();
        System.out.println("erasures killed; " + run());
    }

    /** A session that waits or computes doesn't try to send anything, and would notice at its end. */
    @Test
    void the_server_notices_that_an_export_is_gone_while_it_waits() throws Exception {
        assertNoticed("lock table usage.event in access exclusive mode", export(folder.resolve("customer.zip")));
        assertThat(entries("customer.exported") - entries("customer.export_completed"))
                .isOne();
    }

    @Test
    void the_server_notices_that_an_erasure_is_gone_while_it_waits() throws Exception {
        customer.terminate();
        customer.endGracePeriod();
        assertNoticed("select from usage.event for update", erase());
        assertThat(whole(erase())).isPositive();
    }

    /**
     * Whatever holds the lock holds it for all of the time, so that nothing but the death of the client ends the
     * session.
     */
    private void assertNoticed(String lock, Process process) throws Exception {
        try (Connection holder = database.administrator().connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute(lock);
            while (process.isAlive() && sessions(" and wait_event_type = 'Lock'") == 0) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(process.isAlive()).as(log()).isTrue();
            kill(process, "while it waited");
        }
    }

    private void awaitLog(Process process, String text) throws Exception {
        while (process.isAlive() && !log().contains(text)) {
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    private void kill(Process process, String when) throws Exception {
        long start = System.nanoTime();
        process.destroyForcibly();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        killed.add(when);
        while (sessions("") > 0) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as(run() + ", the server hasn't noticed")
                    .isLessThan(NOTICED);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** How long it took to come to its right end, in ms. */
    private long whole(Process process) throws Exception {
        long start = System.nanoTime();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(run()).isTrue();
        assertThat(process.exitValue()).as(run() + "\n" + log()).isZero();
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }

    private Process export(Path to) throws IOException {
        return start("export", "--customer", customer.id().toString(), "--to", to.toString());
    }

    private Process erase() throws IOException {
        return start("erase", customer.id().toString(), "--batch", "200");
    }

    private Process start(String... arguments) throws IOException {
        Login operator = database.login(DatabaseRole.OPERATOR);
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--ordered-by", "jane", "--reason", "killed now and then"));
        Files.deleteIfExists(folder.resolve("log"));
        return OperantDbProcess.start(operator, folder.resolve("log").toFile(), all.toArray(String[]::new));
    }

    private void assertComplete(Path archive) throws Exception {
        try (ThrowawayDatabase target = SharedDatabase.get().copy()) {
            assertThat(new CustomerImport(target.login(DatabaseRole.MIGRATOR))
                            .read(archive, "jane", "is it whole?", table -> {})
                            .rows())
                    .as(run())
                    .isGreaterThan(3 * ROWS);
        }
    }

    private int sessions(String condition) throws SQLException {
        return Integer.parseInt(customer.asSuperuser("select count(*) from pg_stat_activity where usename = '"
                + database.login(DatabaseRole.OPERATOR).username() + "'" + condition));
    }

    private int entries(String action) throws SQLException {
        return Integer.parseInt(
                customer.asSuperuser("select count(*) from audit.entry where action = '" + action + "'"));
    }

    private String log() throws IOException {
        Path log = folder.resolve("log");
        return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
    }

    private String run() {
        return "seed " + seed + ": " + killed;
    }
}
