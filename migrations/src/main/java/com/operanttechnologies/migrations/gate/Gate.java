package com.operanttechnologies.migrations.gate;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The migration gate: checks every rule of the database from its catalogue, and changes nothing. Any database of
 * PostgreSQL 15 to 18 can be checked, by whoever may connect to it; what a login can't see is told to be unchecked.
 *
 * <p>Stateless, and so safe for use by several threads, each with a connection of its own.
 */
public final class Gate {

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private Gate() {}

    /** Every rule, in the order in which they are reported. */
    public static List<Rule> rules() {
        return RuleBook.RULES;
    }

    /**
     * The rules that somebody may decide to live with, as no SQL mends what breaks them: those about the server's
     * version.
     */
    public static List<String> acceptable() {
        return rules().stream()
                .map(Rule::id)
                .filter(id -> id.startsWith("server-"))
                .toList();
    }

    /**
     * Checks every rule. Within the caller's transaction where there is one, so that it sees what that has done, and
     * otherwise in one of its own. Settings of the session are as before when it returns.
     *
     * @param connection to the database in question
     * @throws SQLException when the server fails
     */
    public static GateReport check(Connection connection) throws SQLException {
        return check(connection, rules());
    }

    static GateReport check(Connection connection, List<Rule> rules) throws SQLException {
        if (!connection.getAutoCommit()) {
            return checkInTransaction(connection, rules);
        }
        connection.setAutoCommit(false);
        try {
            execute(connection, "set transaction read only");
            return checkInTransaction(connection, rules);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static GateReport checkInTransaction(Connection connection, List<Rule> rules) throws SQLException {
        List<Rule> checked = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        List<Unchecked> unchecked = new ArrayList<>();
        Savepoint before = connection.setSavepoint();
        prepare(connection);
        Map<Need, String> missing = missing(connection, rules);
        for (Rule rule : rules) {
            Optional<Need> lacking =
                    rule.needs().stream().filter(missing::containsKey).findFirst();
            if (lacking.isPresent()) {
                unchecked.add(new Unchecked(rule, Objects.requireNonNull(missing.get(lacking.get()))));
                continue;
            }
            try {
                findings.addAll(rule.find(connection));
                checked.add(rule);
            } catch (SQLException e) {
                connection.rollback(before);
                if (!INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                    throw e;
                }
                prepare(connection);
                unchecked.add(new Unchecked(rule, "this login may not: " + e.getMessage()));
            }
        }
        connection.rollback(before);
        return new GateReport(checked, findings, unchecked);
    }

    /**
     * Definitions are printed with the schema of every name, no object of somebody else's is called, and no time goes
     * into compiling queries that each run once.
     */
    private static void prepare(Connection connection) throws SQLException {
        execute(connection, "set local search_path = pg_catalog, pg_temp; set local jit = off");
    }

    /** What of all that rules need can't be had, and why. */
    private static Map<Need, String> missing(Connection connection, List<Rule> rules) throws SQLException {
        Map<Need, String> missing = new HashMap<>();
        for (Need need :
                rules.stream().flatMap(rule -> rule.needs().stream()).distinct().toList()) {
            String reason = need.missing(connection);
            if (reason != null) {
                missing.put(need, reason);
            }
        }
        return missing;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
