package com.operanttechnologies.migrations.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One rule's look at one file: what it knows of the file and of those that are linted with it, and what it has found.
 */
final class Inspection {

    private static final Pattern ALTER_TABLE = Pattern.compile("^alter table (?:if exists )?(?:only )?(\\S+)");
    private static final Pattern CREATE_TABLE = Pattern.compile(
            "^create (?:(?:global |local )?(?:temporary|temp) |unlogged )?table (?:if not exists )?(\\S+)");
    private static final Pattern PARTITION =
            Pattern.compile("^create table \\S+ partition of|^create table \\S+ \\( like");

    private static final Pattern NO_COLUMN =
            Pattern.compile("^(constraint|primary key|unique|foreign key|check|exclude|like|not null)\\b");
    private static final Pattern ADDS_OTHER = Pattern.compile(
            "^add (constraint|primary key|unique|foreign key|check|exclude|generated|table|value|not null)\\b");

    private final LintRule rule;
    private final Script script;
    private final Registrations registrations;
    private final List<LintFinding> findings = new ArrayList<>();

    Inspection(LintRule rule, Script script, Registrations registrations) {
        this.rule = rule;
        this.script = script;
        this.registrations = registrations;
    }

    List<LintFinding> findings() {
        return findings;
    }

    Script script() {
        return script;
    }

    /** Whether one of the linted files protects the table, or says why it is no tenant table. */
    boolean isRegistered(String table) {
        return isProtected(table) || registrations.unscoped().contains(Script.unquoted(table));
    }

    /** Whether one of the linted files makes it a tenant table. */
    boolean isProtected(String table) {
        return registrations.isolated().contains(Script.unquoted(table));
    }

    void found(Clause at, String what) {
        findings.add(new LintFinding(rule, script.name(), at.line(), what));
    }

    /** The table that a statement alters and that was there before, so that others use it; empty for any other. */
    String altersExisting(Clause statement) {
        String table = statement.find(ALTER_TABLE);
        return table.isEmpty() || script.isNew(table) ? "" : table;
    }

    /** What is done by an ALTER TABLE, action by action; of a table that others use. */
    List<Clause> actionsOnExisting(Clause statement) {
        return altersExisting(statement).isEmpty() ? List.of() : actions(statement);
    }

    /** What is done by an ALTER TABLE, action by action. */
    List<Clause> actions(Clause statement) {
        String table = statement.find(ALTER_TABLE);
        if (table.isEmpty()) {
            return List.of();
        }
        int token = 2;
        while (token < statement.tokens().size()
                && (statement.tokens().get(token).is("if")
                        || statement.tokens().get(token).is("exists")
                        || statement.tokens().get(token).is("only"))) {
            token++;
        }
        // The name, with its dots.
        token++;
        while (token + 1 < statement.tokens().size()
                && statement.tokens().get(token).is(".")) {
            token += 2;
        }
        return statement.from(token).parts();
    }

    /**
     * The table that a statement makes; empty for any other, and for a partition or a copy, which has another's
     * columns.
     */
    String creates(Clause statement) {
        return statement.matches(PARTITION) ? "" : statement.find(CREATE_TABLE);
    }

    /** Columns and constraints of a CREATE TABLE. */
    List<Clause> elements(Clause statement) {
        return creates(statement).isEmpty()
                ? List.of()
                : statement.inParentheses().parts();
    }

    /** Columns that a statement makes, of a new table or of one that is there. */
    List<Clause> columns(Clause statement) {
        List<Clause> columns = new ArrayList<>();
        elements(statement).stream().filter(Inspection::isColumn).forEach(columns::add);
        for (Clause action : actions(statement)) {
            if (isAddedColumn(action)) {
                columns.add(column(action));
            }
        }
        return columns;
    }

    /** Columns that are added to a table that others use. */
    List<Clause> columnsOfExisting(Clause statement) {
        return actionsOnExisting(statement).stream()
                .filter(Inspection::isAddedColumn)
                .map(Inspection::column)
                .toList();
    }

    private static boolean isColumn(Clause element) {
        return !element.matches(NO_COLUMN) && element.tokens().size() > 1;
    }

    private static boolean isAddedColumn(Clause action) {
        return action.text().startsWith("add ") && !action.matches(ADDS_OTHER);
    }

    private static Clause column(Clause action) {
        int token = 1;
        while (token < action.tokens().size()
                && (action.tokens().get(token).is("column")
                        || action.tokens().get(token).is("if")
                        || action.tokens().get(token).is("not")
                        || action.tokens().get(token).is("exists"))) {
            token++;
        }
        return action.from(token);
    }

    /** Whether a statement makes a tenant table: it is protected, or has a Customer and is said to be nothing else. */
    boolean createsTenantTable(Clause statement) {
        String table = creates(statement);
        return isProtected(table)
                || !isRegistered(table)
                        && elements(statement).stream()
                                .anyMatch(element -> element.text().startsWith("customer_id "));
    }
}
