package com.operanttechnologies.migrations.lint;

import java.util.List;
import java.util.regex.Pattern;

/** The layer's own: what would weaken isolation. The gate finds it too, but in the database and after the review. */
final class TenancyRules {

    private static final Pattern KEY =
            Pattern.compile("\\b(?:primary key|unique(?: nulls (?:not )?distinct)?) \\( ([^,)]+?) ?[,)]");
    private static final Pattern COLUMN_KEY = Pattern.compile("\\b(primary key|unique)\\b");
    private static final Pattern FOREIGN_KEY = Pattern.compile("\\bforeign key \\( ([^,)]+?) ?[,)]");
    private static final Pattern UNIQUE_INDEX = Pattern.compile(
            "^create unique index (?:concurrently )?(?:if not exists )?(?:\\S+ )?on (?:only )?(\\S+) (?:using \\S+ )?\\( ([^,)]+)");
    private static final Pattern TABLE_CONSTRAINT =
            Pattern.compile("^(constraint|primary key|unique|foreign key|check|exclude)\\b");

    private TenancyRules() {}

    private static Pattern on(String regex) {
        return Pattern.compile(regex);
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
            new LintRule(
                    "table-not-registered",
                    "Every table is protected, or says why it is no tenant table",
                    "Row-level security that nobody switched on keeps nothing apart.",
                    "select tenancy.protect('s.t', …), or insert into tenancy.unscoped_table a row with the reason.",
                    (statement, file) -> {
                        String table = file.creates(statement);
                        boolean temporary = statement.matches(on("^create (global |local )?(temporary|temp) "));
                        if (!table.isEmpty() && !temporary && !file.isRegistered(table)) {
                            file.found(statement, "makes " + table + ", which no linted file protects or registers");
                        }
                    }),
            new LintRule(
                    "customer-default",
                    "The column customer_id is uuid not null default tenancy.current_customer()",
                    "protect() refuses the table otherwise: a row would have to name its Customer, or could have none.",
                    "customer_id uuid not null default tenancy.current_customer()",
                    (statement, file) -> file.elements(statement).forEach(element -> {
                        if (element.text().startsWith("customer_id ")
                                && file.createsTenantTable(statement)
                                && !element.text()
                                        .startsWith("customer_id uuid not null default tenancy.current_customer ( )")) {
                            file.found(element, "is " + element.text());
                        }
                    })),
            new LintRule(
                    "key-not-by-customer",
                    "Each key of a tenant table leads with customer_id",
                    "A conflict with another Customer's row would tell that it is there.",
                    "primary key (customer_id, …), unique (customer_id, …)",
                    (statement, file) -> {
                        if (file.createsTenantTable(statement)) {
                            file.elements(statement).forEach(element -> {
                                String first = element.find(KEY);
                                boolean ofColumn = !element.matches(TABLE_CONSTRAINT)
                                        && element.matches(COLUMN_KEY)
                                        && !element.text().startsWith("customer_id ");
                                if (ofColumn
                                        || !first.isEmpty() && !first.strip().equals("customer_id")) {
                                    file.found(element, "is a key of all Customers together: " + element.text());
                                }
                            });
                        }
                        var index = UNIQUE_INDEX.matcher(statement.text());
                        if (index.find()
                                && file.isProtected(index.group(1))
                                && !index.group(2).strip().startsWith("customer_id")) {
                            file.found(statement, "is unique among all Customers together");
                        }
                    }),
            new LintRule(
                    "foreign-key-not-by-customer",
                    "Each foreign key of a tenant table leads with customer_id",
                    "Without it a row may have another Customer's parent, and be deleted with it.",
                    "foreign key (customer_id, x_id) references s.x",
                    (statement, file) -> {
                        if (file.createsTenantTable(statement)) {
                            file.elements(statement).forEach(element -> {
                                String first = element.find(FOREIGN_KEY);
                                boolean ofColumn = !element.matches(TABLE_CONSTRAINT)
                                        && element.matches(on("\\breferences\\b"))
                                        && !element.text().startsWith("customer_id ");
                                if (ofColumn
                                        || !first.isEmpty() && !first.strip().equals("customer_id")) {
                                    file.found(element, "may point at another Customer's row: " + element.text());
                                }
                            });
                        }
                    }),
            ofStatements(
                    "on-delete-set-null",
                    "No foreign key sets columns on delete",
                    "It would have to be nullable, and a null is checked against nothing.",
                    "on delete cascade, or no action",
                    "\\bon (delete|update) set (null|default)\\b",
                    "sets columns when the parent goes"),
            new LintRule(
                    "sequence-in-tenant-table",
                    "No column of a tenant table is fed by a sequence",
                    "Its gaps tell a Customer how much the others do.",
                    "a UUIDv7 as identifier; numbers without gaps from a counter of the Customer's own",
                    (statement, file) -> {
                        if (file.createsTenantTable(statement)) {
                            file.elements(statement).forEach(element -> {
                                if (element.matches(
                                        on("\\b(serial|bigserial|smallserial|serial[248]|as identity|nextval)\\b"))) {
                                    file.found(element, "counts for all Customers together: " + element.text());
                                }
                            });
                        }
                    }),
            ofStatements(
                    "rls-not-forced",
                    "FORCE ROW LEVEL SECURITY stays",
                    "The owner passes by every policy without it, and so does each function that runs with its rights.",
                    "operant-db each-customer changes rows of all Customers, under FORCE.",
                    "\\bno force row level security\\b",
                    "lifts FORCE"),
            ofStatements(
                    "rls-disabled",
                    "Row-level security stays enabled",
                    "Every Customer's rows are everybody's from then on.",
                    "Leave it.",
                    "^alter table .*\\bdisable row level security\\b",
                    "disables row-level security"),
            ofStatements(
                    "policy-by-hand",
                    "Policies come from tenancy.protect() alone",
                    "Permissive policies are ORed: one more can only let more rows through.",
                    "select tenancy.protect('s.t', …)",
                    "^(create|alter|drop) policy\\b",
                    "changes policies by hand"),
            ofStatements(
                    "grant-to-public",
                    "Nothing is granted to PUBLIC",
                    "Every login of the cluster has it, and those to come.",
                    "Grant to the role that needs it.",
                    "^grant\\b.*\\bto (group )?public\\b|\\bgrant\\b.*\\bon (tables|functions|routines|sequences|types|schemas) to public\\b",
                    "grants to everybody"),
            new LintRule(
                    "definer-search-path",
                    "A function with SECURITY DEFINER has a search_path that ends in pg_temp",
                    "Whoever calls it could put an object of theirs in front, and have it used with the owner's rights.",
                    "set search_path = pg_catalog, pg_temp",
                    (statement, file) -> {
                        if (statement.matches(
                                        on("^create (or replace )?(function|procedure)\\b.*\\bsecurity definer\\b"))
                                && !statement.matches(on("\\bset search_path (=|to) (\\S+ , )*pg_temp\\b"))) {
                            file.found(statement, "runs with its owner's rights and the caller's search_path");
                        }
                    }),
            ofStatements(
                    "trigger-by-hand",
                    "A trigger calls tenancy.refuse_change() and nothing else",
                    "A trigger runs unseen, at the time of somebody else's statement, and may write what was hidden.",
                    "A condition on an update by tenancy.refuse_change(); anything else in the application.",
                    "^create (or replace )?(constraint )?trigger (?!.*execute (function|procedure) tenancy\\.refuse_change \\( \\)$)",
                    "makes a trigger"),
            ofStatements(
                    "rule-on-table",
                    "No table or view has a rule",
                    "It rewrites statements after policies were thought of.",
                    "Leave it out.",
                    "^create (or replace )?rule\\b",
                    "makes a rule"),
            ofStatements(
                    "role-attribute",
                    "No role gets an attribute that passes by policies",
                    "BYPASSRLS and SUPERUSER see every row, whatever policies say; REPLICATION streams them.",
                    "Leave roles to the administrator; see the DBA guide for backups.",
                    "^(create|alter) (role|user)\\b.*\\b(bypassrls|superuser|replication|createrole)\\b",
                    "gives an attribute that passes by policies"),
            ofStatements(
                    "view-not-invoker",
                    "A view has security_invoker",
                    "Without it the view reads with its owner's rights.",
                    "create view s.v with (security_invoker = true, security_barrier = true) as …",
                    "^create (or replace )?(temp(orary)? )?(recursive )?view (?!.*\\bsecurity_invoker( = (true|on|1))?\\b)",
                    "makes a view that reads with its owner's rights"),
            ofStatements(
                    "materialized-view",
                    "No view is materialized",
                    "Row-level security can't protect one.",
                    "A tenant table that a job fills, Customer by Customer.",
                    "^create materialized view\\b",
                    "makes what row-level security can't protect"));
}
