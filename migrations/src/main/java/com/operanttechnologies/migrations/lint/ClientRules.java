package com.operanttechnologies.migrations.lint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What breaks applications that run, loses data, or takes a type that is regretted later. */
final class ClientRules {

    private ClientRules() {}

    private static Pattern on(String regex) {
        return Pattern.compile(regex);
    }

    /** Of a column "name type …": its type, also as an array. */
    private static boolean isOfType(Clause column, String types) {
        return column.matches(on("^\\S+ (pg_catalog\\.)?(" + types + ")(?= |$)"));
    }

    private static boolean isIdentifier(Clause column) {
        return column.matches(on("^(id|\\S+_id) |\\bprimary key\\b|\\bgenerated .*as identity\\b"));
    }

    private static LintRule ofColumns(
            String id, String what, String why, String remedy, Predicate<Clause> bad, String found) {
        return new LintRule(
                id,
                what,
                why,
                remedy,
                (statement, file) -> file.columns(statement).forEach(column -> {
                    if (bad.test(column)) {
                        file.found(column, found + ": " + column.text());
                    }
                }));
    }

    private static LintRule ofActions(String id, String what, String why, String remedy, String pattern, String found) {
        return new LintRule(
                id,
                what,
                why,
                remedy,
                (statement, file) -> file.actionsOnExisting(statement).forEach(action -> {
                    if (action.matches(on(pattern))) {
                        file.found(action, found);
                    }
                }));
    }

    private static LintRule ofStatements(
            String id, String what, String why, String remedy, String pattern, String found) {
        return new LintRule(id, what, why, remedy, (statement, file) -> {
            if (statement.matches(on(pattern))) {
                file.found(statement, found);
            }
        });
    }

    static final List<LintRule> RULES = List.of(
            ofStatements(
                    "ban-alter-domain-with-add-constraint",
                    "No constraint is added to a domain",
                    "Every table with the domain is read, and locked against writing, one after the other.",
                    "Add a CHECK, not valid, to each table that needs it.",
                    "^alter domain \\S+ add\\b",
                    "adds a constraint to a domain"),
            ofColumns(
                    "ban-char-field",
                    "No column is of type char",
                    "It is padded with blanks, which compare as if they weren't there.",
                    "Take text, with a CHECK on its length.",
                    column -> isOfType(column, "char|character(?! varying)|bpchar"),
                    "is padded with blanks"),
            ofStatements(
                    "ban-create-domain-with-constraint",
                    "A domain is made without a constraint",
                    "To change it later reads every table that has it.",
                    "Put the CHECK on the columns.",
                    "^create domain .*\\b(check|not null)\\b",
                    "makes a domain with a constraint"),
            ofActions(
                    "ban-drop-column",
                    "No column is dropped that applications may still use",
                    "Statements that name it fail, those that were prepared as well; its rows' values are gone.",
                    "Release a version that doesn't use it first, then say so: -- lint: ignore ban-drop-column unused since …",
                    "^drop (?!constraint|identity|not null|default|expression)(column )?",
                    "drops a column"),
            ofStatements(
                    "ban-drop-database",
                    "No database is dropped",
                    "It has no rollback.",
                    "Do it by hand, with a backup.",
                    "^drop database\\b",
                    "drops a database"),
            ofActions(
                    "ban-drop-not-null",
                    "No column becomes nullable",
                    "Applications that run don't expect a null; and a key of a tenant table has no nullable member.",
                    "Leave it, with a default.",
                    "^alter (column )?\\S+ drop not null\\b",
                    "lets nulls in"),
            new LintRule(
                    "ban-drop-table",
                    "No table is dropped that applications may still use",
                    "Its rows are gone, and with them what the register of retention promises about them.",
                    "Release a version that doesn't use it first, then say so: -- lint: ignore ban-drop-table unused since …",
                    (statement, file) -> {
                        String table = statement.find(on("^drop table (?:if exists )?(\\S+)"));
                        if (!table.isEmpty() && !file.script().isNew(table)) {
                            file.found(statement, "drops " + table);
                        }
                    }),
            ofStatements(
                    "ban-drop-schema",
                    "No schema is dropped",
                    "With CASCADE it takes all tables of a product with it.",
                    "Drop what is in it, by name.",
                    "^drop schema\\b",
                    "drops a schema"),
            ofStatements(
                    "ban-truncate-cascade",
                    "No table is truncated with those that refer to it",
                    "It empties tables that nobody named, past row-level security and legal holds.",
                    "Delete rows by the lifecycle's jobs.",
                    "^truncate\\b.*\\bcascade\\b",
                    "empties tables that it doesn't name"),
            new LintRule(
                    "identifier-too-long",
                    "A name has at most 63 bytes",
                    "PostgreSQL cuts off the rest, and two long names become one.",
                    "Take a shorter name.",
                    (statement, file) -> statement.tokens().stream()
                            .filter(token -> token.kind() == Token.Kind.WORD || token.kind() == Token.Kind.QUOTED)
                            .filter(token -> Script.unquoted(token.text()).getBytes(StandardCharsets.UTF_8).length > 63)
                            .forEach(token -> file.found(
                                    new Clause(List.of(token)), "has a name that is cut off: " + token.text()))),
            ofColumns(
                    "prefer-bigint-over-int",
                    "An identifier that is a number is a bigint",
                    "Two thousand million are fewer than they seem, and on the day when they are used up each insert fails.",
                    "Take bigint; for a tenant table's rows, uuid.",
                    column -> isIdentifier(column) && isOfType(column, "int|integer|int4|serial|serial4"),
                    "is an identifier of 32 bits"),
            ofColumns(
                    "prefer-bigint-over-smallint",
                    "No identifier is a smallint",
                    "32,767 are used up in a day.",
                    "Take bigint; for a tenant table's rows, uuid.",
                    column -> isIdentifier(column) && isOfType(column, "smallint|int2|smallserial|serial2"),
                    "is an identifier of 16 bits"),
            ofColumns(
                    "prefer-identity",
                    "A number that the database gives is an identity column",
                    "A serial's sequence has an owner and rights of its own, which dumps and grants forget.",
                    "generated always as identity; in a tenant table neither, but a uuid.",
                    column -> isOfType(column, "serial|serial4|bigserial|serial8|smallserial|serial2"),
                    "is a serial"),
            ofColumns(
                    "prefer-text-field",
                    "Text is text, with a CHECK on its length",
                    "To change the length of a varchar locks the table; a CHECK is changed without.",
                    "text check (length(c) <= …)",
                    column -> isOfType(column, "varchar|character varying")
                            && column.matches(on("^\\S+ \\S+( varying)? \\(")),
                    "has a length in its type"),
            ofColumns(
                    "prefer-timestamptz",
                    "A point in time is a timestamptz",
                    "Without the zone the same value is another time for each session.",
                    "timestamptz",
                    column -> isOfType(column, "timestamp")
                            && !column.matches(on("^\\S+ \\S+ (\\( \\d+ \\) )?with time zone")),
                    "has no time zone"),
            ofActions(
                    "renaming-column",
                    "No column is renamed that applications may still use",
                    "Statements of the version that runs fail from that moment on.",
                    "Add another column, write both, change readers over, drop the former.",
                    "^rename (?!to\\b|constraint\\b)",
                    "renames a column"),
            ofActions(
                    "renaming-table",
                    "No table is renamed that applications may still use",
                    "Statements of the version that runs fail from that moment on, and the registers name the former one.",
                    "Make another table and change over.",
                    "^rename to\\b",
                    "renames a table"),
            new LintRule(
                    "require-table-schema",
                    "A table is made in a schema that is named",
                    "Otherwise it comes into whichever is first in somebody's search_path.",
                    "create table signage.shown (…)",
                    (statement, file) -> {
                        String table = statement.find(on("^create (?:unlogged )?table (?:if not exists )?(\\S+)"));
                        if (!table.isEmpty() && !table.contains(".")) {
                            file.found(statement, "makes " + table + " in no schema in particular");
                        }
                    }));
}
