package com.operanttechnologies.migrations.lint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Lints migrations: what blocks a database in use, breaks clients that run, or weakens isolation. Files are read as
 * PostgreSQL reads them, but for the bodies of functions and {@code DO} blocks, which are strings. What a file makes is
 * new, so nobody waits for what the same file does to it.
 *
 * <p>Stateless, and so safe for use by several threads.
 */
public final class Linter {

    static final LintRule SYNTAX = new LintRule(
            "syntax-error",
            "A file can be split into statements",
            "It can't be applied.",
            "Close what is open.",
            (statement, file) -> {});

    static final LintRule SUPPRESSION = new LintRule(
            "lint-comment",
            "A comment that suppresses a rule names it, says why, and is needed",
            "Nobody knows later whether the reason still holds; one that suppresses nothing hides the next fault.",
            "-- lint: ignore RULE the reason, in ten characters at least",
            (statement, file) -> {});

    private static final List<LintRule> CHECKED = Stream.of(LockRules.RULES, ClientRules.RULES, TenancyRules.RULES)
            .flatMap(List::stream)
            .toList();

    private Linter() {}

    /** Every rule, in the order in which the guide has them. */
    public static List<LintRule> rules() {
        return Stream.concat(CHECKED.stream(), Stream.of(SUPPRESSION, SYNTAX)).toList();
    }

    /**
     * Lints files together: a table may be protected in another one than makes it.
     *
     * @param files the text of each, by the name that findings are to have
     * @return what was found, in the order of files and lines
     */
    public static List<LintFinding> lint(Map<String, String> files) {
        List<LintFinding> findings = new ArrayList<>();
        List<Script> scripts = new ArrayList<>();
        files.forEach((name, sql) -> {
            try {
                scripts.add(Script.read(name, sql));
            } catch (SqlSyntaxException e) {
                findings.add(new LintFinding(SYNTAX, name, e.line(), String.valueOf(e.getMessage())));
            }
        });
        Registrations registrations = Registrations.of(scripts);
        for (Script script : scripts) {
            Suppressions suppressions = new Suppressions(script);
            for (LintRule rule : CHECKED) {
                Inspection inspection = new Inspection(rule, script, registrations);
                for (Clause statement : script.statements()) {
                    rule.check().look(statement, inspection);
                }
                inspection.findings().stream()
                        .filter(finding -> !suppressions.cover(finding))
                        .forEach(findings::add);
            }
            findings.addAll(suppressions.faults());
        }
        List<String> order = List.copyOf(files.keySet());
        findings.sort(Comparator.comparing((LintFinding finding) -> order.indexOf(finding.file()))
                .thenComparing(LintFinding::line));
        return findings;
    }
}
