package com.operanttechnologies.migrations.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A report as a text for people: the findings rule by rule, the errors first, and what wasn't checked. */
final class ReportText {

    private static final int WIDTH = 100;

    private ReportText() {}

    static String of(GateReport report) {
        List<String> parts = new ArrayList<>();
        addFindings(parts, "ERROR", report.errors());
        addFindings(parts, "ADVICE", report.advice());
        if (!report.unchecked().isEmpty()) {
            parts.add("NOT CHECKED\n"
                    + report.unchecked().stream()
                            .map(rule -> "  " + rule.rule().id() + ": " + rule.reason())
                            .collect(Collectors.joining("\n")));
        }
        parts.add(summary(report));
        return String.join("\n\n", parts);
    }

    static String summary(GateReport report) {
        return count(report.errors().size(), "error") + ", "
                + report.advice().size() + " advice, "
                + count(report.checked().size(), "rule") + " checked, "
                + report.unchecked().size() + " not checked.";
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static void addFindings(List<String> parts, String heading, List<Finding> findings) {
        for (Rule rule : findings.stream().map(Finding::rule).distinct().toList()) {
            StringBuilder text = new StringBuilder(heading + " " + rule.id() + ": " + rule.title() + "\n");
            text.append(wrapped("  why: " + rule.why()));
            for (Finding finding : findings) {
                if (finding.rule().equals(rule)) {
                    text.append("\n  - ").append(finding.object()).append(' ').append(finding.found());
                    text.append("\n      ").append(finding.mend().strip().replace("\n", "\n      "));
                }
            }
            parts.add(text.toString());
        }
    }

    private static String wrapped(String paragraph) {
        return paragraph.replaceAll("(.{60," + (WIDTH - 1) + "}) ", "$1\n       ");
    }
}
