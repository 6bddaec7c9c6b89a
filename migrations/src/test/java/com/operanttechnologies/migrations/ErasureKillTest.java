package com.operanttechnologies.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.LocalPostgres;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/**
 * Whatever ends an erasure at whatever moment: the job hangs up, its session is ended, or a server process is killed,
 * which makes the whole server recover from its log. Run again it comes to the right end, and nothing is done or
 * counted twice.
 */
@Tag("PRV-2")
@Tag("PRV-5")
@Tag("thorough")
class ErasureKillTest {

    private static final int ROWS = 3000;

    private enum Kill {
        JOB_HANGS_UP,
        SESSION_IS_ENDED,
        SERVER_CRASHES
    }

    private static LocalPostgres server;
    private static ThrowawayDatabase database;

    @BeforeAll
    static void start() throws Exception {
        server = LocalPostgres.start();
        database = server.database();
        KeptRows.createTable(database);
        // A throw-away server doesn't wait for its log. This one is to lose nothing that was committed.
        try (Connection superuser = database.administrator().connect();
                Statement statement = superuser.createStatement()) {
            statement.execute("alter database " + superuser.getCatalog() + " set synchronous_commit = on");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @RepeatedTest(10)
    void an_erasure_that_is_killed_again_and_again_ends_as_one_that_is_not() throws Exception {
        long seed =
                Long.getLong("tenancy.kill.seed", ThreadLocalRandom.current().nextLong());
        Random random = new Random(seed);
        ErasableCustomer other = ErasableCustomer.signUp(database, 10);
        ErasableCustomer customer = ErasableCustomer.signUp(database, ROWS);
        customer.terminate();
        customer.endGracePeriod();

        List<String> killed = new ArrayList<>();
        while (killed.size() < 6) {
            Kill kill = Kill.values()[random.nextInt(Kill.values().length)];
            long after = 5 + random.nextInt(400);
            if (eraseAndKill(customer, kill, after)) {
                break;
            }
            customer.awaitServer();
            killed.add(kill + " after " + after + " ms, in step "
                    + customer.asSuperuser("select coalesce(max(steps), 0) from privacy.erasure where customer_id = '"
                            + customer.id() + "'"));
        }
        customer.erase();

        // What a failure can be repeated with.
        String run = "seed " + seed + ": " + killed;
        assertThat(customer.whereFound(customer.id().toString())).as(run).isEqualTo(ErasableCustomer.KEPT);
        assertThat(customer.removed())
                .as(run)
                .isEqualTo("panel.account 1, panel.answerable_owner 1, panel.session 2, stage.dashboard " + ROWS
                        + ", stage.dashboard_version " + ROWS
                        + ", tenancy.customer 1, tenancy.customer_key 1, usage.event "
                        + ROWS);
        assertThat(customer.asSuperuser(
                        "select string_agg(action, ' ' order by number) from audit.entry where action <> 'job.opened' and customer_id = '"
                                + customer.id() + "'"))
                .as(run)
                .isEqualTo("customer.signed_up customer.terminated customer.erasure_started customer.erased");
        assertThat(customer.operator("select string_agg(to_state, ' ' order by number) from privacy.moves(?)"))
                .as(run)
                .isEqualTo("terminated erased");
        assertThat(other.asSuperuser("select count(*) from stage.dashboard where customer_id = '" + other.id() + "'"))
                .as(run)
                .isEqualTo("10");
    }

    /** While it searches what is kept, which begins when all else is deleted. */
    @RepeatedTest(3)
    void an_erasure_that_is_killed_while_it_searches_counts_no_row_twice() throws Exception {
        long seed =
                Long.getLong("tenancy.kill.seed", ThreadLocalRandom.current().nextLong());
        Random random = new Random(seed);
        ErasableCustomer customer = ErasableCustomer.signUp(database, 10);
        KeptRows.add(customer, ROWS);
        customer.terminate();
        customer.endGracePeriod();
        String step = "select at_table from privacy.erase_step(?, 'jane', 'the contract has ended', 50)";
        while (!customer.operator(step).startsWith("scan of ")) {
            assertThat(customer.asSuperuser("select count(*) from privacy.erasure where finished_at is not null"
                            + " and customer_id = '" + customer.id() + "'"))
                    .isEqualTo("0");
        }
        List<String> killed = new ArrayList<>();
        while (killed.size() < 8) {
            Kill kill = Kill.values()[random.nextInt(Kill.values().length)];
            long after = 5 + random.nextInt(120);
            if (eraseAndKill(customer, kill, after)) {
                break;
            }
            customer.awaitServer();
            killed.add(kill + " after " + after + " ms, when "
                    + customer.asSuperuser(
                            "select sum(kept) from privacy.erasure_table where customer_id = '" + customer.id() + "'")
                    + " rows were counted");
        }
        customer.erase();
        assertThat(killed).as("seed " + seed).isNotEmpty();
        System.out.println("erasures killed while they searched; seed " + seed + ": " + killed);
        KeptRows.assertCertified(customer);
    }

    /** Whether the erasure came to its end before it was killed. */
    private static boolean eraseAndKill(ErasableCustomer customer, Kill kill, long afterMillis) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Connection operator = database.login(DatabaseRole.OPERATOR).connect();
        int pid;
        try (Statement statement = operator.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            pid = row.getInt(1);
        }
        Thread job = new Thread(() -> {
            try (Statement statement = operator.createStatement()) {
                statement.execute("call privacy.erase('" + customer.id() + "', 'jane', 'the contract has ended', 50)");
                done.set(true);
            } catch (SQLException e) {
                assertThat(e.getSQLState()).as("killed, as was meant").isNotEmpty();
            }
        });
        job.start();
        job.join(afterMillis);
        switch (kill) {
            case JOB_HANGS_UP -> operator.abort(Runnable::run);
            case SESSION_IS_ENDED -> customer.asSuperuser("select pg_terminate_backend(" + pid + ", 5000)");
            case SERVER_CRASHES -> {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                customer.awaitServerWithout(pid);
            }
        }
        job.join();
        operator.abort(Runnable::run);
        if (kill == Kill.JOB_HANGS_UP) {
            // The server notices a client that is gone when it next wants to answer; until then its session goes on.
            customer.awaitServer();
            customer.asSuperuser("select pg_terminate_backend(" + pid + ", 5000)");
        }
        return done.get();
    }
}
