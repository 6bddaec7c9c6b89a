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
            assertThat(estimates.asked())
                    .hasSizeGreaterThan(50)
                    .contains("relay.screen.name", "panel.account.display_name", "stage.dashboard.title");
            assertThat(estimates.told()).isSubsetOf(vocabulary(crowded.arena()));
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

    /** Columns of names that the products' code gives, each with its reason in the database's register. */
    private static List<String> vocabulary(Arena arena) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection administrator = arena.database().administrator().connect();
                Statement statement = administrator.createStatement();
                ResultSet rows = statement.executeQuery("select concat_ws('.', schema_name, table_name, column_name)"
                        + " from tenancy.vocabulary_column")) {
            while (rows.next()) {
                columns.add(rows.getString(1));
            }
        }
        return columns;
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
                List<String> content = target.table().columns().stream()
                        .filter(column -> !KNOWN_LIMIT.contains(column.baseType()))
                        .map(Column::name)
                        .toList();
                for (Map.Entry<String, String> absent :
                        AbsentValues.of(target, content, absents).entrySet()) {
                    String column = absent.getKey();
                    String name = target.table() + "." + column;
                    estimates.asked().add(name);
                    if (!figures(statement, target, column, target.prey().sql(column))
                            .equals(figures(statement, target, column, absent.getValue()))) {
                        estimates.told().add(name);
                    }
                }
            }
        }
        return estimates;
    }

    /** The plan without what it compares with. */
    private static String figures(Statement statement, Target target, String column, String value) throws SQLException {
        String explain = "explain select from " + target.sql() + " where customer_id = " + target.b() + " and "
                + Sql.identifier(column) + " = " + value;
        return String.valueOf(Answer.of(statement, statement.execute(explain)).rows())
                .replaceAll("'[^']*'", "''");
    }
}
