package com.operanttechnologies.tenancytests.evidence;

import java.time.Instant;
import java.util.List;

/**
 * Everything that a run has to tell. Immutable; the page and the files for programs are written from this alone, so
 * that they tell the same.
 *
 * @param writtenAt when the run ended
 * @param command the command that repeats it
 * @param way how the database was tested, in a sentence
 * @param subject what was tested
 * @param rules every rule of the migration gate, and what came of it
 * @param runs the attacks, run by run
 * @param mutants what became of each mutant that was made
 * @param mutantsPossible how many mutants the catalogue has; 0 when none was to be made
 * @param tests what is known of the project's own tests, in a sentence
 * @param promises the promises of the privacy policy, with the tests that prove them
 * @param readings requirements of standards, as we read them
 * @param risks what remains
 * @param notTested what this run did not test, and why
 */
public record Evidence(
        Instant writtenAt,
        String command,
        String way,
        Subject subject,
        List<RuleResult> rules,
        List<AttackRun> runs,
        List<MutantResult> mutants,
        int mutantsPossible,
        String tests,
        List<PromiseResult> promises,
        List<Reading> readings,
        List<Risk> risks,
        List<NotTested> notTested) {

    public Evidence {
        rules = List.copyOf(rules);
        runs = List.copyOf(runs);
        mutants = List.copyOf(mutants);
        promises = List.copyOf(promises);
        readings = List.copyOf(readings);
        risks = List.copyOf(risks);
        notTested = List.copyOf(notTested);
    }

    /** It, counted. */
    public Figures figures() {
        return Figures.of(this);
    }

    /** What it comes to. */
    public Conclusion conclusion() {
        return Conclusion.of(figures());
    }
}
