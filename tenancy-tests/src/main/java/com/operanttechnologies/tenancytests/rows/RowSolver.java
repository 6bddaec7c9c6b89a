package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.Check;
import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Finds values for a row's columns by depth-first search: a column's candidates are tried one after the other, and a
 * condition is evaluated by the server as soon as all of its columns have a value. Whoever asks has the last word on
 * each row found, by inserting it.
 */
final class RowSolver {

    /** Whoever takes a row or asks for another one. */
    interface Taker {
        boolean takes(Map<String, Choice> row) throws SQLException;
    }

    private static final int MOST_STEPS = 20_000;

    private final Connection evaluator;
    private final TenantTable table;
    private final List<Column> open;
    private final Candidates candidates;
    private int steps;
    private String obstacle = "no row was taken";

    RowSolver(Connection evaluator, TenantTable table, Map<String, Choice> fixed, Candidates candidates) {
        this.evaluator = evaluator;
        this.table = table;
        this.candidates = candidates;
        this.open = table.columns().stream()
                .filter(column -> !column.generated() && !fixed.containsKey(column.name()))
                .toList();
    }

    /** What stood in the way last, for the message when no row was taken. */
    String obstacle() {
        return obstacle;
    }

    boolean solve(Map<String, Choice> fixed, Taker taker) throws SQLException {
        return solve(0, new LinkedHashMap<>(fixed), taker);
    }

    private boolean solve(int depth, Map<String, Choice> row, Taker taker) throws SQLException {
        if (depth == open.size()) {
            return taker.takes(row);
        }
        Column column = open.get(depth);
        for (Choice choice : candidates.of(table, column)) {
            if (++steps > MOST_STEPS) {
                obstacle += ", and " + MOST_STEPS + " values were tried";
                return false;
            }
            row.put(column.name(), choice);
            if (holds(row, column) && solve(depth + 1, row, taker)) {
                return true;
            }
        }
        row.remove(column.name());
        return false;
    }

    private boolean holds(Map<String, Choice> row, Column last) throws SQLException {
        for (Check check : table.checks()) {
            boolean complete =
                    check.columns().contains(last.name()) && row.keySet().containsAll(check.columns());
            if (complete && !holds(check, row)) {
                obstacle = "constraint " + check.name() + " (" + check.expression() + ") of the columns "
                        + String.join(", ", check.columns());
                return false;
            }
        }
        return true;
    }

    /** Whether the server takes the condition as true of these values, or as unknown. */
    boolean holds(Check check, Map<String, Choice> row) throws SQLException {
        String values = check.columns().stream()
                .map(name -> Objects.requireNonNull(row.get(name)).expression() + " as " + Sql.identifier(name))
                .collect(Collectors.joining(", "));
        // A domain's own condition is evaluated by the cast, as long as its value is asked for.
        String condition = check.enforceable() ? "(" + check.expression() + ") is not false" : "true";
        try (Statement statement = evaluator.createStatement();
                ResultSet answer =
                        statement.executeQuery("select " + condition + ", row.* from (select " + values + ") row")) {
            return answer.next() && answer.getBoolean(1);
        } catch (SQLException e) {
            if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
                throw e;
            }
            // A value that can't even be cast; a default that asks for the scope is left to the INSERT.
            return check.columns().stream()
                    .anyMatch(name -> Objects.requireNonNull(row.get(name)).byDefault());
        }
    }
}
