package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.attack.Verdict;
import java.util.List;
import java.util.function.Predicate;

/**
 * The evidence, counted.
 *
 * @param rulesPassed rules of the gate that nothing breaks
 * @param rulesNotChecked rules that this login or server couldn't check
 * @param errors findings of the gate that a migration fails by
 * @param advice findings that nothing fails by
 * @param tables tables and partitions that were attacked
 * @param attacks attacks, each on each target
 * @param held those that the database answered as it must
 * @param breached those that got through
 * @param limits those that work as PostgreSQL has no means against them, told as such
 * @param couldNotAttack those that were to be tried and couldn't be
 * @param notAttacked those that the way of testing leaves out
 * @param mutants mutants that were made
 * @param killed those that the gate or an attack noticed
 * @param survived those that nobody noticed
 * @param impossible those that PostgreSQL refused to make
 * @param promises promises of the privacy policy
 * @param promisesWithTests those that a test proves
 * @param promisesFailed those of whose tests one failed
 * @param notTested what is listed as not tested
 */
public record Figures(
        int rulesPassed,
        int rulesNotChecked,
        int errors,
        int advice,
        int tables,
        int attacks,
        int held,
        int breached,
        int limits,
        int couldNotAttack,
        int notAttacked,
        int mutants,
        int killed,
        int survived,
        int impossible,
        int promises,
        int promisesWithTests,
        int promisesFailed,
        int notTested) {

    static Figures of(Evidence evidence) {
        List<Outcome> outcomes =
                evidence.runs().stream().flatMap(run -> run.outcomes().stream()).toList();
        return new Figures(
                count(evidence.rules(), rule -> rule.state() == RuleResult.State.PASSED),
                count(evidence.rules(), rule -> rule.state() == RuleResult.State.NOT_CHECKED),
                findings(evidence, true),
                findings(evidence, false),
                (int) outcomes.stream()
                        .map(Outcome::target)
                        .filter(target -> target.contains("."))
                        .distinct()
                        .count(),
                outcomes.size(),
                count(outcomes, outcome -> outcome.verdict() == Verdict.HELD),
                count(outcomes, outcome -> outcome.verdict() == Verdict.BREACHED),
                count(outcomes, outcome -> outcome.verdict() == Verdict.LIMIT),
                count(outcomes, outcome -> outcome.verdict() == Verdict.COULD_NOT_ATTACK),
                count(outcomes, outcome -> outcome.verdict() == Verdict.NOT_ATTACKED),
                evidence.mutants().size(),
                count(evidence.mutants(), mutant -> mutant.state() == MutantResult.State.KILLED),
                count(evidence.mutants(), mutant -> mutant.state() == MutantResult.State.SURVIVED),
                count(evidence.mutants(), mutant -> mutant.state() == MutantResult.State.IMPOSSIBLE),
                evidence.promises().size(),
                count(evidence.promises(), promise -> !promise.tests().isEmpty()),
                count(evidence.promises(), PromiseResult::failed),
                evidence.notTested().size());
    }

    /** What makes a run fail. */
    public int found() {
        return errors + breached + survived + promisesFailed;
    }

    private static int findings(Evidence evidence, boolean errors) {
        return evidence.rules().stream()
                .filter(rule -> rule.severity().equals("error") == errors)
                .mapToInt(rule -> rule.findings().size())
                .sum();
    }

    private static <T> int count(List<T> all, Predicate<T> which) {
        return (int) all.stream().filter(which).count();
    }
}
