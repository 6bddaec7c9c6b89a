package com.operanttechnologies.migrations.gate;

import static com.operanttechnologies.migrations.gate.SickServer.only;
import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sessions and transactions that the doctor finds: without limits, left open, too many, too old. */
@Tag("thorough")
class DoctorOfSessionsTest {

    private static SickServer sick;

    @BeforeAll
    static void start() throws Exception {
        sick = SickServer.get();
    }

    @Test
    void an_application_without_limits_is_found_and_given_them() throws Exception {
        String login = sick.database().login(DatabaseRole.RUNTIME).username();
        List<Finding> findings = sick.find("setting-timeouts").stream()
                .filter(finding -> finding.object().equals("role " + login))
                .toList();
        assertThat(findings)
                .extracting(Finding::found)
                .containsExactly(
                        "has no idle_in_transaction_session_timeout",
                        "has no lock_timeout",
                        "has no statement_timeout");
        for (Finding finding : findings) {
            sick.mend(finding);
        }
        assertThat(sick.find("setting-timeouts")).extracting(Finding::object).doesNotContain("role " + login);
    }

    @Test
    void a_transaction_that_somebody_left_open_and_who_waits_for_it_are_found_and_ended() throws Exception {
        sick.execute("create table ward.wanted (n integer)");
        try (Connection idle = sick.superuser().connect();
                Statement holding = idle.createStatement();
                Connection next = sick.superuser().connect();
                Statement waiting = next.createStatement()) {
            idle.setAutoCommit(false);
            holding.execute("lock table ward.wanted");
            Thread waits = new Thread(() -> {
                try {
                    waiting.execute("select * from ward.wanted");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            waits.start();
            assertThat(sick.find("transaction-long")).isEmpty();
            for (int i = 0;
                    i < 100
                            && sick.find("session-blocked", "interval '1 minute'", "interval '0'")
                                    .isEmpty();
                    i++) {
                Thread.sleep(50);
            }
            Finding blocked = only(sick.find("session-blocked", "interval '1 minute'", "interval '0'"), "session ");
            Finding open = only(sick.find("transaction-long", "interval '5 minutes'", "interval '0'"), "session ");
            assertThat(blocked.mend()).isEqualTo(open.mend());
            assertThat(open.found()).contains("idle in transaction");
            sick.mend(open);
            waits.join(10_000);
            assertThat(waits.isAlive()).isFalse();
            assertThat(sick.find("session-blocked", "interval '1 minute'", "interval '0'"))
                    .isEmpty();
        }
    }

    @Test
    void a_prepared_transaction_that_nobody_ends_is_found() throws Exception {
        sick.execute("begin; create table ward.halfway (); prepare transaction 'halfway'");
        assertThat(sick.find("transaction-prepared")).isEmpty();
        sick.mend(only(sick.find("transaction-prepared", "interval '5 minutes'", "interval '0'"), "'halfway'"));
        assertThat(sick.ask("select count(*) from pg_prepared_xacts")).isEqualTo("0");
    }

    @Test
    void connections_that_run_short_are_found() throws Exception {
        assertThat(sick.find("connections-short")).isEmpty();
        List<Connection> taken = new ArrayList<>();
        try {
            int most = Integer.parseInt(sick.ask("show max_connections"));
            while (taken.size() < 0.8 * most + 1) {
                taken.add(sick.superuser().connect());
            }
            assertThat(sick.find("connections-short"))
                    .singleElement()
                    .satisfies(
                            finding -> assertThat(finding.found()).contains("of " + most + " connections are taken"));
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    @Test
    void ids_of_transactions_that_run_out_are_found() throws Exception {
        assertThat(sick.find("vacuum-starved")).isEmpty();
        try (Connection old = sick.superuser().connect();
                Statement holding = old.createStatement()) {
            old.setAutoCommit(false);
            holding.execute("select pg_current_xact_id()");
            sick.execute("do $$ begin for i in 1..131000 loop perform pg_current_xact_id(); commit; end loop; end $$");
            assertThat(only(sick.find("vacuum-starved"), sick.ask("select current_database()"))
                            .found())
                    .contains("autovacuum_freeze_max_age is 100000");
        }
        for (Finding finding : sick.find("vacuum-starved")) {
            if (finding.object().contains(sick.ask("select current_database()"))) {
                sick.mend(finding);
            }
        }
        assertThat(sick.find("vacuum-starved")).extracting(Finding::object).noneMatch(name -> name.contains("operant"));
    }
}
