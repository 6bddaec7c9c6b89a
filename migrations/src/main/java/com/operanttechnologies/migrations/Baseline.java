package com.operanttechnologies.migrations;

import com.operanttechnologies.migrations.gate.Finding;
import com.operanttechnologies.migrations.gate.Gate;
import com.operanttechnologies.migrations.gate.GateException;
import com.operanttechnologies.migrations.gate.GateReport;
import com.operanttechnologies.migrations.gate.Unchecked;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** Whether a database without a history is what the layer's migrations would have made. */
final class Baseline {

    /** Lower than that of any migration. */
    static final String BEFORE_ALL = "0";

    /** These compare every table, function and policy with what the migrations make. */
    private static final Set<String> COMPARING = Set.of("table-changed", "function-changed", "policy-changed");

    private static final String HISTORY = "tenancy.flyway_schema_history";

    private Baseline() {}

    /**
     * Checks it.
     *
     * @throws GateException with all that is otherwise, or what could not be compared
     */
    static void requireLayer(Connection connection, Set<String> accepted) throws SQLException {
        GateReport found = Gate.check(connection);
        List<Finding> others = found.findings().stream()
                .filter(finding -> !finding.object().equals(HISTORY))
                .toList();
        GateReport report = new GateReport(found.checked(), others, found.unchecked());
        boolean isCompared =
                report.unchecked().stream().map(Unchecked::rule).noneMatch(rule -> COMPARING.contains(rule.id()));
        if (!isCompared || !report.passedExcept(accepted)) {
            throw new GateException(
                    "The database is not what the migrations of this version make; no history was written:", report);
        }
    }
}
