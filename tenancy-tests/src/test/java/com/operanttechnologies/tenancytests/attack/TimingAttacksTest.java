package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The attacks by time notice an index of all Customers together, and nothing where there is nothing. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("thorough")
@Tag("S2")
class TimingAttacksTest {

    private static final String TABLE = "stage.dashboard";
    private static final int HIDDEN = 30_000;
    private static final int TIMES = 150;

    /** As an ordinary schema has it: rows are found by their title, and then filtered. */
    private static final String[] ORDINARY = {
        "alter table stage.dashboard drop constraint dashboard_pkey cascade",
        "drop index stage.dashboard_by_title",
        "alter table stage.dashboard add primary key (dashboard_id)",
        "create index on stage.dashboard (title)"
    };

    private final SharedArenas arenas;

    TimingAttacksTest(SharedArenas arenas) {
        this.arenas = arenas;
    }

    private static boolean isTheTable(TenantTable table) {
        return table.toString().equals(TABLE);
    }

    @Test
    void indexes_that_do_not_lead_with_the_customer_are_noticed() throws Exception {
        try (CrowdedArena crowded =
                CrowdedArena.of(arenas.hardened(), TimingAttacksTest::isTheTable, HIDDEN, ORDINARY)) {
            List<Outcome> outcomes = TimingAttacks.all(crowded).stream()
                    .filter(attack -> attack.name().endsWith(" · " + TABLE))
                    .filter(attack -> attack.name().contains("title"))
                    .map(attack -> attack.attempt(crowded, 1))
                    .toList();
            assertThat(outcomes)
                    .extracting(Outcome::title)
                    .containsExactly("reading by B's title", "reading by B's title as the layer does");
            assertThat(outcomes)
                    .allSatisfy(outcome -> assertThat(outcome.verdict()).isEqualTo(Verdict.BREACHED));
        }
    }

    @Test
    void a_gateway_that_takes_longer_over_what_is_there_is_noticed() throws Exception {
        String slow =
                "create or replace function gateway.revoke(kind text, secret_hash bytea) returns boolean language sql"
                        + " volatile security definer as $$ select case when exists (select from gateway.secret s"
                        + " where s.kind = $1 and s.secret_hash = $2) then pg_sleep(0.002) is null else false end $$";
        try (CrowdedArena crowded = CrowdedArena.of(arenas.hardened(), table -> false, 0, slow)) {
            assertThat(GatewayTimings.all(crowded.arena()))
                    .filteredOn(attack -> attack.name().contains("revoking B's secret"))
                    .singleElement()
                    .satisfies(attack ->
                            assertThat(attack.attempt(crowded, 1).verdict()).isEqualTo(Verdict.BREACHED));
        }
    }

    @Test
    void the_same_question_never_differs_from_itself() throws Exception {
        try (Connection connection = arenas.hardened().runtime();
                Statement statement = connection.createStatement()) {
            Stopwatch.Question question = () -> {
                long begin = System.nanoTime();
                statement.execute("select 1");
                return System.nanoTime() - begin;
            };
            for (int i = 0; i < TIMES; i++) {
                TimeDifference difference = new Stopwatch(1).compare(question, question);
                assertThat(difference.tells()).as(difference.toString()).isFalse();
            }
        }
    }
}
