package com.operanttechnologies.tenancytests.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whether thousands of rows of B's have a value that A guesses: EXPLAIN, which nobody can be refused, doesn't tell. */
@ExtendWith(IsolationExtension.class)
@Tag("isolation")
@Tag("thorough")
@Tag("SEC-3")
@Tag("S1")
class EstimatesIsolationTest {

    private static final Set<String> KNOWN_LIMIT = Set.of(
            "uuid", "bool", "int2", "int4", "int8", "numeric", "float4", "float8", "date", "timestamp", "timestamptz");

    /**
     * What was asked, and what told.
     *
     * @param asked columns of content
     * @param told those for whose values of B's the plan has other figures than for what nobody has
     */
    private record Estimates(List<String> asked, List<String> told) {}

    private final SharedArenas arenas;

    EstimatesIsolationTest(SharedArenas arenas) {
        this.arenas = arenas;
    }

    @Test
    void no_estimate_tells_what_another_customer_wrote() throws Exception {
        try (CrowdedArena crowded = CrowdedArena.of(arenas.hardened())) {
            Estimates estimates = ask(crowded);
            assertThat(estimates.asked()).hasSizeGreaterThan(50).contains("relay.screen.name", "panel.account.email");
            assertThat(estimates.told()).isEmpty();
        }
    }

    @Test
    void statistics_of_content_tell() throws Exception {
        try (CrowdedArena crowded = CrowdedArena.of(
                arenas.hardened(),
                table -> table.toString().equals("relay.screen"),
                2_000,
                "alter table relay.screen alter location set statistics 100")) {
            assertThat(ask(crowded).told()).containsExactly("relay.screen.location");
        }
    }

    /** Bound to A, with B's id: what the planner reckons is of B's rows, of which none is read. */
    private static Estimates ask(CrowdedArena crowded) throws SQLException {
        Estimates estimates = new Estimates(new ArrayList<>(), new ArrayList<>());
        Arena arena = crowded.arena();
        try (Connection administrator = arena.database().administrator().connect();
                Statement absents = administrator.createStatement();
                Connection runtime = arena.runtime();
                Statement statement = runtime.createStatement()) {
            statement.execute("begin");
            statement.execute(arena.bind(arena.attacker()));
            for (Target target : crowded.targets().toList()) {
                if (!target.table().allows(Privilege.SELECT)) {
                    continue;
                }
                for (Column column : target.table().columns()) {
                    Map<String, String> absent = KNOWN_LIMIT.contains(column.baseType())
                            ? Map.of()
                            : AbsentValues.of(target, List.of(column.name()), absents);
                    if (!absent.isEmpty()) {
                        String name = target.table() + "." + column.name();
                        estimates.asked().add(name);
                        String hidden = target.prey().sql(column.name());
                        if (!figures(statement, target, column, hidden)
                                .equals(figures(statement, target, column, absent.get(column.name())))) {
                            estimates.told().add(name);
                        }
                    }
                }
            }
        }
        return estimates;
    }

    /** The plan without what it compares with. */
    private static String figures(Statement statement, Target target, Column column, String value) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (ResultSet lines = statement.executeQuery("explain select from " + target.sql() + " where customer_id = "
                + target.b() + " and " + Sql.identifier(column.name()) + " = " + value)) {
            while (lines.next()) {
                plan.append(lines.getString(1).replaceAll("'[^']*'", "''")).append('\n');
            }
        }
        return plan.toString();
    }
}
