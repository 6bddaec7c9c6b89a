package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.migrations.gate.Finding;
import com.operanttechnologies.migrations.gate.GateReport;
import com.operanttechnologies.migrations.gate.Rule;
import com.operanttechnologies.migrations.gate.Unchecked;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A rule of the migration gate, and what came of it.
 *
 * @param id its name
 * @param group what it is about
 * @param severity {@code error} or {@code advice}
 * @param title the rule in a sentence
 * @param why what could happen when it is broken
 * @param state what came of it
 * @param reason why it was not checked; empty when it was
 * @param findings what breaks it
 */
public record RuleResult(
        String id,
        String group,
        String severity,
        String title,
        String why,
        State state,
        String reason,
        List<Broken> findings) {

    /** What came of a rule. */
    public enum State {
        /** Nothing breaks it. */
        PASSED,
        /** Something does. */
        BROKEN,
        /** Nobody knows. */
        NOT_CHECKED
    }

    /**
     * What breaks a rule.
     *
     * @param object which object of the database
     * @param found what is so
     * @param mend SQL that mends it
     */
    public record Broken(String object, String found, String mend) {}

    public RuleResult {
        findings = List.copyOf(findings);
    }

    static List<RuleResult> of(GateReport report) {
        List<RuleResult> results = new ArrayList<>();
        for (Rule rule : report.checked()) {
            List<Broken> findings = report.findings().stream()
                    .filter(finding -> finding.rule().id().equals(rule.id()))
                    .map(RuleResult::broken)
                    .toList();
            results.add(of(rule, findings.isEmpty() ? State.PASSED : State.BROKEN, "", findings));
        }
        for (Unchecked unchecked : report.unchecked()) {
            results.add(of(unchecked.rule(), State.NOT_CHECKED, unchecked.reason(), List.of()));
        }
        return results;
    }

    private static Broken broken(Finding finding) {
        return new Broken(finding.object(), finding.found(), finding.mend());
    }

    private static RuleResult of(Rule rule, State state, String reason, List<Broken> findings) {
        return new RuleResult(
                rule.id(),
                rule.group(),
                rule.severity().name().toLowerCase(Locale.ROOT),
                rule.title(),
                rule.why(),
                state,
                reason,
                findings);
    }
}
