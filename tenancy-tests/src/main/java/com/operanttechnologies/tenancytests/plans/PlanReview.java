package com.operanttechnologies.tenancytests.plans;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What became of explaining statements: every plan, and what is wrong with some.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class PlanReview {

    private final List<ExplainedStatement> explained;
    private final List<PlanFinding> findings;

    private PlanReview(List<ExplainedStatement> explained, List<PlanFinding> findings) {
        this.explained = List.copyOf(explained);
        this.findings = List.copyOf(findings);
    }

    /** Explains statements on a database, each in every situation. Nothing is executed. */
    public static PlanReview of(List<IssuedStatement> statements, SkewedDatabase database) throws SQLException {
        try (Explainer explainer = new Explainer(database)) {
            List<ExplainedStatement> explained = explainer.explain(distinct(statements));
            PlanRules rules = new PlanRules(database);
            // What one role is refused, as tests of that show, is another's to ask.
            Set<String> planned = explained.stream()
                    .filter(each -> each.refusal().isEmpty())
                    .map(each -> each.statement().sql())
                    .collect(Collectors.toSet());
            return new PlanReview(
                    explained,
                    explained.stream()
                            .filter(each -> each.refusal().isEmpty()
                                    || !planned.contains(each.statement().sql()))
                            .flatMap(each -> rules.findings(each).stream())
                            .toList());
        }
    }

    /** Whatever called the method that issued a statement makes no other plan. */
    private static List<IssuedStatement> distinct(List<IssuedStatement> statements) {
        Map<String, IssuedStatement> distinct = new LinkedHashMap<>();
        statements.forEach(each -> distinct.putIfAbsent(each.method() + each.role() + each.sql(), each));
        return List.copyOf(distinct.values());
    }

    /** Everything that is wrong. */
    public List<PlanFinding> findings() {
        return findings;
    }

    /**
     * What is wrong and isn't tolerated.
     *
     * @param tolerated reasons by method and fault, such as {@code AuditLog.verify sequential}
     */
    public List<PlanFinding> findings(Map<String, String> tolerated) {
        return findings.stream()
                .filter(finding -> !tolerated.containsKey(finding.name()))
                .toList();
    }

    /** What is tolerated and not found, so that nobody needs to tolerate it any more. */
    public Set<String> needless(Map<String, String> tolerated) {
        Set<String> needless = new TreeSet<>(tolerated.keySet());
        findings.forEach(finding -> needless.remove(finding.name()));
        return needless;
    }

    /** Writes a page: the plans of each method's statements, and what is wrong with them. */
    public void write(Path page, Map<String, String> tolerated) throws IOException {
        Map<String, Set<String>> plans = new TreeMap<>();
        for (ExplainedStatement each : explained) {
            Set<String> lines = plans.computeIfAbsent(each.statement().method(), method -> new LinkedHashSet<>());
            each.pairs().stream()
                    .collect(Collectors.groupingBy(
                            pair -> pair.isolated().summary(),
                            LinkedHashMap::new,
                            Collectors.mapping(pair -> pair.situation().toString(), Collectors.joining(", "))))
                    .forEach((summary, situations) -> lines.add("`" + summary + "` (" + situations + ")"));
        }
        StringBuilder text = new StringBuilder("# Plans\n\nEvery statement that the layer issued in its tests, "
                + explained.size()
                + " of them, as its role under the policies. Compared with the same statement, filtered"
                + " by hand, as a superuser whom no policy concerns.\n\n## Findings\n\n");
        findings.forEach(finding -> text.append("- **")
                .append(finding.name())
                .append("**, ")
                .append(tolerated.containsKey(finding.name()) ? "tolerated: " + tolerated.get(finding.name()) : "open")
                .append("\n\n```\n")
                .append(finding)
                .append("```\n\n"));
        text.append(findings.isEmpty() ? "None.\n\n" : "").append("## Plans by method\n\n");
        plans.forEach((method, lines) -> {
            text.append("- ").append(method).append('\n');
            lines.forEach(line -> text.append("  - ").append(line).append('\n'));
        });
        Files.createDirectories(page.toAbsolutePath().getParent());
        Files.writeString(page, text);
    }
}
