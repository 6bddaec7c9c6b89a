package com.operanttechnologies.tenancytests.documentation;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the guide for security reviewers says is proven, and what tests say that they prove.
 *
 * @param listed ids in the guide's table
 * @param tagged ids that tests carry
 */
record Promises(Set<String> listed, Set<String> tagged) {

    private static final String ID = "(?:PAN|STG|RLY|QUO|AGT|USE|PRV|SEC)-\\d+|GATE";
    private static final Pattern ROW = Pattern.compile("^\\| (" + ID + ") \\|");
    /** Other tags are allowed: the classes of attacks, and what selects the isolation tests. */
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"(" + ID + ")\"\\)");

    static Promises ofThisBuild() {
        Stream<String> sources = Checkout.MODULES.stream()
                .flatMap(module -> Checkout.filesBelow(module + "/src/test/java", ".java"))
                .map(Checkout::read);
        return of(Checkout.page("docs/security-reviewers.md"), sources);
    }

    static Promises of(MarkdownPage page, Stream<String> sources) {
        return new Promises(
                ids(ROW, page.section("## The promises").stream()), ids(TAG, sources.flatMap(String::lines)));
    }

    /** Promised, and proven by no test. */
    Set<String> unproven() {
        return without(listed, tagged);
    }

    /** Proven, and not promised. */
    Set<String> unlisted() {
        return without(tagged, listed);
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static Set<String> ids(Pattern pattern, Stream<String> lines) {
        return lines.flatMap(line -> pattern.matcher(line).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
