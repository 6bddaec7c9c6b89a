package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.attack.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what a run has not tested.
 *
 * @param tests the project's own tests, which test some of it
 * @param way why kinds of attacks are missing altogether, when the run has none; empty when it has
 */
record Untested(PromisedTests tests, String way) {

    List<NotTested> of(List<RuleResult> rules, List<AttackRun> runs, int mutants, int mutantsPossible) {
        List<NotTested> untested = new ArrayList<>();
        List<Outcome> outcomes =
                runs.stream().flatMap(run -> run.outcomes().stream()).toList();
        untested.addAll(kinds(outcomes));
        untested.addAll(leftOut(outcomes));
        if (mutants < mutantsPossible) {
            untested.add(new NotTested(
                    mutantsPossible - mutants + " of " + mutantsPossible + " careless changes",
                    "a sample was made, one of each kind; prove --mutants all makes every one"));
        } else if (mutantsPossible == 0) {
            untested.add(new NotTested(
                    "Whether a careless change would be noticed",
                    "no copy was broken; prove breaks copies of its own"));
        }
        rules.stream()
                .filter(rule -> rule.state() == RuleResult.State.NOT_CHECKED)
                .forEach(rule -> untested.add(new NotTested("Rule " + rule.id() + ": " + rule.title(), rule.reason())));
        untested.addAll(promises());
        return untested;
    }

    /** Kinds of attacks that the run has none of. */
    private List<NotTested> kinds(List<Outcome> outcomes) {
        Set<String> tried = outcomes.stream().map(Outcome::id).collect(Collectors.toSet());
        return Readings.attacks().stream()
                .filter(kind -> !tried.contains(kind.id()))
                .map(kind -> new NotTested("Attack " + kind.id() + ": " + kind.attack(), reason(kind.id())))
                .toList();
    }

    private String reason(String id) {
        if (!way.isEmpty()) {
            return way;
        }
        List<String> tagged = tests.byTag().getOrDefault(id, List.of());
        return tagged.isEmpty()
                ? "this command has no such attack"
                : "not an attack of this command; the project's tests try it: "
                        + tagged.stream()
                                .map(test -> test.replaceFirst("^[a-z.]+\\.(?=[A-Z])", ""))
                                .collect(Collectors.joining(", "));
    }

    /** Attacks that the way of testing leaves out, with the number of targets. */
    private static List<NotTested> leftOut(List<Outcome> outcomes) {
        Map<NotTested, Integer> targets = new LinkedHashMap<>();
        outcomes.stream()
                .filter(outcome -> outcome.verdict() == Verdict.NOT_ATTACKED)
                .forEach(outcome -> targets.merge(
                        new NotTested("Attack " + outcome.id() + ": " + outcome.title(), outcome.observed()),
                        1,
                        Integer::sum));
        return targets.entrySet().stream()
                .map(entry -> entry.getValue() == 1
                        ? entry.getKey()
                        : new NotTested(
                                entry.getKey().what() + " (" + entry.getValue() + " targets)",
                                entry.getKey().reason()))
                .toList();
    }

    /** Promises whose tests this run knows nothing of, by why that is so. */
    private List<NotTested> promises() {
        Map<String, List<String>> ids = tests.promises().stream()
                .filter(promise -> !promise.proven() && !promise.failed())
                .collect(Collectors.groupingBy(
                        Untested::unproven,
                        LinkedHashMap::new,
                        Collectors.mapping(PromiseResult::id, Collectors.toList())));
        return ids.entrySet().stream()
                .map(each -> new NotTested(
                        (each.getValue().size() == 1
                                        ? "Promise "
                                        : each.getValue().size() + " promises: ")
                                + String.join(", ", each.getValue()),
                        each.getKey()))
                .toList();
    }

    private static String unproven(PromiseResult promise) {
        return promise.tests().isEmpty()
                ? "its tests are not known to this run, which had no sources at hand"
                : "not tested by this command: the tests are listed above and run by ./mvnw verify; without --surefire-reports"
                        + " nothing is said of their result";
    }
}
