package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.DatabaseRole;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The attacks on statistics, shared objects and ways out of the database notice what opens them. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("thorough")
@Tag("S1")
@Tag("X1")
@Tag("E1")
class ChannelsNoticedTest {

    /** What opens a channel, and the attack that has to notice, by the beginning of its title. */
    private static final Map<String, String> OPENINGS = Map.ofEntries(
            Map.entry(
                    "grant execute on function pg_stat_get_live_tuples(oid) to public",
                    "counters of tables, functions"),
            Map.entry(
                    "grant execute on function pg_stat_get_slru() to operant_runtime",
                    "everybody's activity in pg_stat_slru"),
            Map.entry("grant execute on function pg_table_size(regclass) to operant_runtime", "size by pg_table_size"),
            Map.entry("grant select on pg_catalog.pg_statistic to operant_runtime", "statistics' own tables"),
            Map.entry("alter table stage.dashboard disable row level security", "values in pg_stats"),
            Map.entry("grant execute on function lo_from_bytea(oid, bytea) to public", "select lo_from_bytea(0, 'x')"),
            Map.entry("grant execute on function pg_notify(text, text) to operant_runtime", "functions of all three"),
            Map.entry("select lo_create(0)", "large objects that are there"),
            Map.entry("create publication everything for all tables", "publications that are there"),
            Map.entry("grant execute on function pg_get_replication_slots() to public", "replication slots"),
            Map.entry(
                    "create function stage.tell() returns void language sql as $$ select pg_notify('x', 'y') $$",
                    "functions of ours that use one of the three"));

    private final SharedArenas arenas;

    ChannelsNoticedTest(SharedArenas arenas) {
        this.arenas = arenas;
    }

    /** All in one copy, as each opens something else. */
    @Test
    void what_opens_a_channel_is_noticed() throws Exception {
        try (ThrowawayDatabase copy = arenas.hardened().copy();
                Arena arena = arenas.hardened().on(copy)) {
            Map<String, String> openings = new LinkedHashMap<>(OPENINGS);
            // The refusal was no accident of the protocol.
            openings.put(
                    "alter role " + copy.login(DatabaseRole.RUNTIME).username() + " replication",
                    "connecting by the replication protocol, to this database");
            if (hasDblink(arena)) {
                // Everybody may call its functions, which reach out into the server's network.
                openings.put("create extension dblink schema public", "functions that PUBLIC may execute");
            }
            SharedArenas.execute(copy, openings.keySet().toArray(String[]::new));
            SharedArenas.execute(copy, "analyze stage.dashboard");
            for (String title : openings.values()) {
                assertThat(outcomes(arena, title)).as(title).anyMatch(outcome -> outcome.verdict() == Verdict.BREACHED);
            }
        }
    }

    /** Debian has it in another package than the server. */
    private static boolean hasDblink(Arena arena) throws SQLException {
        try (Statement statement = arena.administrator().createStatement();
                ResultSet row = statement.executeQuery("select from pg_available_extensions where name = 'dblink'")) {
            return row.next();
        }
    }

    private static List<Outcome> outcomes(Arena arena, String title) throws Exception {
        return IsolationSuite.all(arena).stream()
                .filter(attack -> attack.title().startsWith(title))
                .flatMap(attack -> attack.aim(arena).stream())
                .filter(aimed -> List.of("database", "stage.dashboard").contains(aimed.target()))
                .map(AimedAttack::attempt)
                .toList();
    }
}
