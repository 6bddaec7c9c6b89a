package com.operanttechnologies.migrations.gate;

import java.util.List;
import java.util.Set;

/**
 * What a check of a database has found. Immutable.
 *
 * @param checked the rules that were checked, in their order
 * @param findings all that breaks one of them, in the order of the rules
 * @param unchecked the rules that could not be checked
 */
public record GateReport(List<Rule> checked, List<Finding> findings, List<Unchecked> unchecked) {

    public GateReport {
        checked = List.copyOf(checked);
        findings = List.copyOf(findings);
        unchecked = List.copyOf(unchecked);
    }

    /** The findings that a migration fails by. */
    public List<Finding> errors() {
        return findings.stream().filter(Finding::isError).toList();
    }

    /** The findings that nothing fails by. */
    public List<Finding> advice() {
        return findings.stream().filter(finding -> !finding.isError()).toList();
    }

    /** Whether there is no finding that a migration fails by. */
    public boolean passed() {
        return errors().isEmpty();
    }

    /** Whether there is none but of rules that were accepted. */
    public boolean passedExcept(Set<String> accepted) {
        return errors().stream()
                .allMatch(finding -> accepted.contains(finding.rule().id()));
    }

    /** All of it as a text for people. */
    @Override
    public String toString() {
        return ReportText.of(this);
    }
}
