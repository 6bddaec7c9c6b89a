package com.operanttechnologies.migrations.lint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The comments of a file that suppress rules: each for the statement that it stands in, or else for the next one. */
final class Suppressions {

    private static final Pattern COMMENT = Pattern.compile("^\\s*lint: ignore\\s+(\\S+)\\s*(.*)$");
    private static final int SHORTEST_REASON = 10;

    private final Script script;
    private final List<Suppression> all = new ArrayList<>();
    private final Set<Suppression> needed = new HashSet<>();

    private record Suppression(String rule, String reason, int line, int from, int to) {}

    Suppressions(Script script) {
        this.script = script;
        for (Comment comment : script.comments()) {
            Matcher matcher = COMMENT.matcher(comment.text());
            if (matcher.matches()) {
                Clause statement = statementOf(comment);
                all.add(new Suppression(
                        matcher.group(1),
                        matcher.group(2).strip(),
                        comment.line(),
                        statement.line(),
                        statement.lastLine()));
            }
        }
    }

    private Clause statementOf(Comment comment) {
        return script.statements().stream()
                .filter(statement -> statement.lastLine() >= comment.line())
                .findFirst()
                .orElse(new Clause(List.of()));
    }

    /** Whether one of them suppresses it, for a reason. */
    boolean cover(LintFinding finding) {
        boolean covered = false;
        for (Suppression suppression : all) {
            if (suppression.rule().equals(finding.rule().id())
                    && suppression.reason().length() >= SHORTEST_REASON
                    && suppression.from() <= finding.line()
                    && finding.line() <= suppression.to()) {
                needed.add(suppression);
                covered = true;
            }
        }
        return covered;
    }

    /** Those that give no reason, or suppress nothing. */
    List<LintFinding> faults() {
        return all.stream()
                .filter(suppression -> !needed.contains(suppression))
                .map(suppression -> new LintFinding(
                        Linter.SUPPRESSION,
                        script.name(),
                        suppression.line(),
                        suppression.reason().length() < SHORTEST_REASON
                                ? "gives no reason for ignoring " + suppression.rule()
                                : "ignores " + suppression.rule() + ", which finds nothing here"))
                .toList();
    }
}
