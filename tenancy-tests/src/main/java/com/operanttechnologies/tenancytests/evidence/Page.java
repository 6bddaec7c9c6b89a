package com.operanttechnologies.tenancytests.evidence;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The evidence as its page shows it: what the templates ask for. */
final class Page {

    private static final String OF_PARTITIONS = "O4";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Evidence evidence;
    private final List<Attacked> attacks;
    private final Set<String> partitions;

    Page(Evidence evidence) {
        this.evidence = evidence;
        this.attacks = evidence.runs().stream()
                .flatMap(run -> run.outcomes().stream().map(outcome -> new Attacked(run, outcome)))
                .toList();
        Set<String> others = attacks.stream()
                .filter(attack -> !attack.id().equals(OF_PARTITIONS))
                .map(Attacked::target)
                .collect(Collectors.toSet());
        this.partitions = attacks.stream()
                .filter(attack -> attack.onTable() && !others.contains(attack.target()))
                .map(Attacked::target)
                .collect(Collectors.toSet());
    }

    Evidence evidence() {
        return evidence;
    }

    Figures figures() {
        return evidence.figures();
    }

    String writtenAt() {
        return TIME.format(evidence.writtenAt());
    }

    /** The first words that a reviewer reads. */
    String headline() {
        return switch (evidence.conclusion()) {
            case FOUND -> "✗ Something was found";
            case INCOMPLETE -> "! Nothing was found, but not everything could be tried";
            case NOTHING_FOUND ->
                attacks.isEmpty() ? "✓ The catalogue breaks no rule; nothing was attacked" : "✓ Nothing got through";
        };
    }

    String conclusionStyle() {
        return switch (evidence.conclusion()) {
            case FOUND -> Sign.FOUND.style();
            case INCOMPLETE -> Sign.UNKNOWN.style();
            case NOTHING_FOUND -> Sign.HELD.style();
        };
    }

    List<Readings.Kind> kinds() {
        return Readings.attacks();
    }

    private List<String> order() {
        return kinds().stream().map(Readings.Kind::id).toList();
    }

    Matrix tables() {
        return Matrix.of(
                attacks.stream()
                        .filter(attack -> attack.onTable() && !partitions.contains(attack.target()))
                        .toList(),
                order());
    }

    /** Partitions, which are addressed directly and in no other way, as they are reached through their parent alone. */
    Matrix partitions() {
        return Matrix.of(
                attacks.stream()
                        .filter(attack -> partitions.contains(attack.target()))
                        .toList(),
                order());
    }

    Matrix others() {
        return Matrix.of(attacks.stream().filter(attack -> !attack.onTable()).toList(), order());
    }

    /** Attacks that got through or could not be tried. */
    List<Attacked> alarming() {
        return attacks.stream()
                .filter(attack -> attack.sign() == Sign.FOUND || attack.sign() == Sign.UNKNOWN)
                .toList();
    }

    List<RuleResult> broken() {
        return evidence.rules().stream()
                .filter(rule -> rule.state() == RuleResult.State.BROKEN)
                .toList();
    }

    List<RuleResult> broken(String severity) {
        return broken().stream()
                .filter(rule -> rule.severity().equals(severity))
                .toList();
    }

    List<MutantResult> mutants(MutantResult.State state) {
        return evidence.mutants().stream()
                .filter(mutant -> mutant.state() == state)
                .toList();
    }

    List<PromiseResult> failedPromises() {
        return evidence.promises().stream().filter(PromiseResult::failed).toList();
    }

    boolean nothingToReport() {
        return alarming().isEmpty()
                && broken("error").isEmpty()
                && failedPromises().isEmpty()
                && mutants(MutantResult.State.SURVIVED).isEmpty();
    }

    Map<String, List<RuleResult>> rulesByGroup() {
        return evidence.rules().stream()
                .collect(Collectors.groupingBy(RuleResult::group, LinkedHashMap::new, Collectors.toList()));
    }

    /** All attacks by their target: what belongs to no table first. */
    Map<String, List<Attacked>> attacksByTarget() {
        Map<String, List<Attacked>> byTarget = new LinkedHashMap<>();
        Stream.concat(
                        attacks.stream().filter(attack -> !attack.onTable()),
                        attacks.stream().filter(Attacked::onTable))
                .forEach(attack -> byTarget.computeIfAbsent(attack.target(), target -> new ArrayList<>())
                        .add(attack));
        return byTarget;
    }

    /** Such as {@code 85 held, 2 known limit}. */
    String summary(List<Attacked> some) {
        Map<Sign, Long> counts =
                some.stream().collect(Collectors.groupingBy(Attacked::sign, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(count -> count.getKey().sign() + " " + count.getValue() + " "
                        + count.getKey().word())
                .collect(Collectors.joining(", "));
    }

    /** What mutants of a kind differ in left out, with how often each killer struck. */
    Map<String, List<MutantResult>> mutantsByKind() {
        return evidence.mutants().stream()
                .collect(Collectors.groupingBy(
                        mutant -> mutant.kind().replaceAll(": .*", ""), LinkedHashMap::new, Collectors.toList()));
    }

    Sign sign(MutantResult mutant) {
        return switch (mutant.state()) {
            case KILLED -> Sign.HELD;
            case SURVIVED -> Sign.FOUND;
            case IMPOSSIBLE -> Sign.LEFT_OUT;
        };
    }

    /** Text with {@code `code`} in it, in turns: text, code, text. */
    List<String> turns(String text) {
        return Arrays.asList(text.split("`", -1));
    }

    /** The last part of a test's name, as it is read: the class, or the method as a sentence. */
    String readable(ProvingTest test) {
        String last = test.name().substring(test.name().lastIndexOf('.') + 1);
        return Character.isUpperCase(last.charAt(0)) ? last : last.replace('_', ' ');
    }

    /** The class of a test that is a method; empty where it is the class. */
    String place(ProvingTest test) {
        String[] parts = test.name().split("\\.");
        String last = parts[parts.length - 1];
        return Character.isUpperCase(last.charAt(0)) ? "" : parts[parts.length - 2];
    }

    /** As it may stand in an anchor. */
    String anchor(String target) {
        return "on-" + target.replaceAll("[^\\w.-]", "-");
    }

    String percent(int part, int whole) {
        return whole == 0 ? "0 %" : Math.round(100.0 * part / whole) + " %";
    }
}
