package com.operanttechnologies.migrations.lint;

import java.util.List;
import java.util.regex.Pattern;

/** What blocks a table that others use, or reads all of it under a lock. */
final class LockRules {

    private static final Pattern HARMLESS_CALL = Pattern.compile(
            "\\b(now|transaction_timestamp|statement_timestamp|current_setting|text|numeric|varchar|char|interval|date) \\(");
    private static final Pattern DEFAULT =
            Pattern.compile("\\bdefault (.*?)( (?:not null|null|check|references|unique|primary|constraint)\\b.*)?$");

    private LockRules() {}

    private static Pattern on(String regex) {
        return Pattern.compile(regex);
    }

    private static final Pattern CONCURRENTLY =
            on("^(create (unique )?index|drop index|reindex .*|reindex) .*?\\bconcurrently\\b");
    private static final Pattern NOT_VALID = on("\\bnot valid\\b");
    private static final Pattern FOREIGN_KEY = on("\\b(foreign key|references)\\b");
    private static final Pattern INDEX_ON =
            on("^create (?:unique )?index (?:concurrently )?(?:if not exists )?(?:\\S+ )?on (?:only )?(\\S+)");
    private static final Pattern NOT_NULL = on("\\bnot null\\b|\\bprimary key\\b");
    private static final Pattern ADDS_PRIMARY_KEY = on("^add (constraint \\S+ )?primary key \\(");
    private static final Pattern ADDS_UNIQUE =
            on("^add (constraint \\S+ )?(unique (nulls (not )?distinct )?|exclude .*)\\(");
    private static final Pattern ADDS_CHECK = on("^add (constraint \\S+ )?check\\b");
    private static final Pattern ENDS_TRANSACTION =
            on("^(begin|commit|rollback|end|start transaction|abort|savepoint)\\b");

    static final List<LintRule> RULES = List.of(
            new LintRule(
                    "adding-field-with-default",
                    "A column that is added has no default that is computed row by row",
                    "PostgreSQL writes the whole table anew, and nobody reads it meanwhile. A constant costs nothing.",
                    "Add the column without the default, set the default, and fill in old rows with operant-db each-customer.",
                    (statement, file) -> file.columnsOfExisting(statement).forEach(column -> {
                        String value = column.find(DEFAULT);
                        if (HARMLESS_CALL.matcher(value).replaceAll("").contains("(")
                                || column.matches(on("\\bgenerated always as \\(.*stored\\b"))) {
                            file.found(column, "adds a column whose value is computed for each row: " + column.text());
                        }
                    })),
            new LintRule(
                    "adding-foreign-key-constraint",
                    "A foreign key of a table that is in use is added NOT VALID",
                    "Both tables are locked against writing while all rows are looked at; and under FORCE the owner sees none.",
                    "Add it NOT VALID, then select tenancy.validate_foreign_key('s.t', 'name').",
                    (statement, file) -> file.actionsOnExisting(statement).forEach(action -> {
                        if (action.text().startsWith("add ")
                                && action.matches(FOREIGN_KEY)
                                && !action.matches(NOT_VALID)) {
                            file.found(action, "adds a foreign key that is validated under a lock");
                        }
                    })),
            new LintRule(
                    "adding-not-nullable-field",
                    "NOT NULL is set on a column only after a validated CHECK has proven it",
                    "Otherwise PostgreSQL reads the whole table while nobody else can.",
                    "Add check (c is not null) not valid, validate it in another migration, then set not null and drop the check.",
                    (statement, file) -> file.actionsOnExisting(statement).forEach(action -> {
                        if (action.matches(on("^alter (column )?\\S+ set not null\\b"))) {
                            file.found(action, "sets not null on a table that is in use");
                        }
                    })),
            new LintRule(
                    "adding-required-field",
                    "A column that is added may be null or has a default",
                    "It fails as soon as the table has a row, and the applications that run don't know the column.",
                    "Give it a default, or add it nullable and fill it in.",
                    (statement, file) -> file.columnsOfExisting(statement).forEach(column -> {
                        if (column.matches(NOT_NULL)
                                && !column.matches(on("\\b(default|generated|serial|bigserial)\\b"))) {
                            file.found(column, "adds a required column without a default");
                        }
                    })),
            new LintRule(
                    "adding-serial-primary-key-field",
                    "A primary key is added to a table in use by an index that is there already",
                    "PostgreSQL builds the index, and checks for nulls, while nobody reads or writes the table.",
                    "Create a unique index concurrently, then add primary key using index.",
                    (statement, file) -> file.actionsOnExisting(statement).forEach(action -> {
                        if (action.matches(ADDS_PRIMARY_KEY)
                                || action.matches(on("^add (column )?.*\\bprimary key\\b(?! using)"))
                                        && !action.matches(on("using index"))) {
                            file.found(action, "builds a primary key under a lock");
                        }
                    })),
            new LintRule(
                    "ban-concurrent-index-creation-in-transaction",
                    "CONCURRENTLY stands in a file of its own",
                    "It can't run in a transaction, and a file of several statements is one.",
                    "Give it a migration of its own.",
                    (statement, file) -> {
                        if (statement.matches(CONCURRENTLY)
                                && file.script().statements().size() > 1) {
                            file.found(statement, "is beside other statements");
                        }
                    }),
            new LintRule(
                    "changing-column-type",
                    "No column of a table in use changes its type",
                    "PostgreSQL writes the table anew while nobody reads it, and clients that run expect the former type.",
                    "Add another column, fill it in with operant-db each-customer, and let readers change over.",
                    (statement, file) -> file.actionsOnExisting(statement).forEach(action -> {
                        if (action.matches(on("^alter (column )?\\S+ (set data )?type\\b"))) {
                            file.found(action, "changes a type");
                        }
                    })),
            new LintRule(
                    "constraint-missing-not-valid",
                    "A CHECK is added to a table in use NOT VALID",
                    "Nobody writes the table while all rows are looked at.",
                    "Add it not valid, and validate constraint in the next migration, which hinders nobody.",
                    (statement, file) -> file.actionsOnExisting(statement).forEach(action -> {
                        if (action.matches(ADDS_CHECK) && !action.matches(NOT_VALID)) {
                            file.found(action, "adds a check that is validated under a lock");
                        }
                    })),
            new LintRule(
                    "disallowed-unique-constraint",
                    "A unique constraint is added to a table in use by an index that is there already",
                    "PostgreSQL builds the index while nobody reads or writes the table.",
                    "Create a unique index concurrently, then add constraint … unique using index.",
                    (statement, file) -> file.actionsOnExisting(statement).forEach(action -> {
                        if (action.matches(ADDS_UNIQUE)) {
                            file.found(action, "builds a unique index under a lock");
                        }
                    })),
            new LintRule(
                    "prefer-robust-stmts",
                    "What runs outside of a transaction can be run again",
                    "When it fails halfway, the next attempt must not fail by what is there already.",
                    "Write create index concurrently if not exists, drop index concurrently if exists.",
                    (statement, file) -> {
                        if (statement.matches(on("^(create (unique )?index|drop index) concurrently (?!if )"))) {
                            file.found(statement, "can't be run again");
                        }
                    }),
            new LintRule(
                    "require-concurrent-index-creation",
                    "An index of a table in use is created CONCURRENTLY",
                    "Nobody writes the table until it is built.",
                    "create index concurrently if not exists …, in a migration of its own.",
                    (statement, file) -> {
                        String table = statement.find(INDEX_ON);
                        if (!table.isEmpty()
                                && !statement.matches(CONCURRENTLY)
                                && !file.script().isNew(table)) {
                            file.found(statement, "locks " + table + " against writing");
                        }
                    }),
            new LintRule(
                    "require-concurrent-index-deletion",
                    "An index is dropped CONCURRENTLY",
                    "DROP INDEX waits for every query on its table, and all that come later wait behind it.",
                    "drop index concurrently if exists …, in a migration of its own.",
                    (statement, file) -> {
                        if (statement.matches(on("^drop index (?!concurrently)"))) {
                            file.found(statement, "locks the table of the index");
                        }
                    }),
            new LintRule(
                    "require-concurrent-partition-detach",
                    "A partition is detached CONCURRENTLY",
                    "Otherwise nobody reads or writes the whole table meanwhile.",
                    "alter table … detach partition … concurrently; or let tenancy.maintain_partitions() drop it.",
                    (statement, file) -> file.actionsOnExisting(statement).forEach(action -> {
                        if (action.matches(on("^detach partition (?!.*\\b(concurrently|finalize)\\b)"))) {
                            file.found(action, "locks the partitioned table");
                        }
                    })),
            new LintRule(
                    "require-concurrent-reindex",
                    "An index is rebuilt CONCURRENTLY",
                    "Nobody writes the table, nor reads by this index, until it is built.",
                    "reindex index concurrently …, in a migration of its own.",
                    (statement, file) -> {
                        if (statement.matches(on("^reindex (?!.*\\bconcurrently\\b)"))) {
                            file.found(statement, "locks what it rebuilds");
                        }
                    }),
            new LintRule(
                    "require-timeout-settings",
                    "No migration takes the lock timeout away",
                    "afterConnect.sql sets 5 s, so that a migration that can't get its lock gives up instead of blocking all.",
                    "Leave it, or set another one; never 0.",
                    (statement, file) -> {
                        String value = statement
                                .tokens()
                                .get(statement.tokens().size() - 1)
                                .text();
                        if (statement.matches(on("^reset (lock_timeout|statement_timeout)$"))
                                || statement.matches(on("^set (local |session )?(lock_timeout|statement_timeout)\\b"))
                                        && value.matches("0|'0\\w*'|default")) {
                            file.found(statement, "takes the timeout away");
                        }
                    }),
            new LintRule(
                    "transaction-nesting",
                    "A migration doesn't begin or end its transaction",
                    "Flyway does: what follows a COMMIT is not rolled back when the gate refuses it.",
                    "Leave it out; what can't run in a transaction takes a file of its own.",
                    (statement, file) -> {
                        if (statement.matches(ENDS_TRANSACTION)) {
                            file.found(statement, "moves the border of the transaction");
                        }
                    }));
}
