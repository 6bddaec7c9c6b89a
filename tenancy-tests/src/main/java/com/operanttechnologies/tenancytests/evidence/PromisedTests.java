package com.operanttechnologies.tenancytests.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The promises of the privacy policy, with the tests that carry their ids and what became of those in a run.
 *
 * @param known what is known of the tests, in a sentence
 * @param promises the promises
 * @param byTag tests by their tags, also those that are no promises: a class of attacks is proven by tests, too
 */
public record PromisedTests(String known, List<PromiseResult> promises, Map<String, List<String>> byTag) {

    public PromisedTests {
        promises = List.copyOf(promises);
        byTag = Map.copyOf(byTag);
    }

    /**
     * Finds the tests of the promises.
     *
     * @param checkout a folder that may be a checkout of this project; without one no test is known
     * @param reports folders with the reports of a run of the tests; none when no run is to be told of
     * @throws IllegalArgumentException when a folder of reports has none
     */
    public static PromisedTests find(@Nullable Path checkout, List<Path> reports) {
        boolean sources = checkout != null && TaggedTests.isCheckout(checkout);
        Map<String, List<String>> byTag = sources && checkout != null ? TaggedTests.in(checkout) : Map.of();
        TestReports results = reports.isEmpty() ? TestReports.NONE : TestReports.in(reports);
        List<PromiseResult> promises = EvidenceResource.rows("promises.txt", 2).stream()
                .map(row -> new PromiseResult(
                        row.get(0),
                        row.get(1),
                        byTag.getOrDefault(row.get(0), List.of()).stream()
                                .map(test -> result(test, results.of(test)))
                                .toList()))
                .toList();
        return new PromisedTests(known(sources, reports), promises, byTag);
    }

    private static ProvingTest result(String test, TestReports.Counts counts) {
        return new ProvingTest(test, counts.passed(), counts.failed(), counts.skipped());
    }

    private static String known(boolean sources, List<Path> reports) {
        if (!sources) {
            return "The sources of the tests were not at hand (--checkout), so the tests of each promise are not listed.";
        }
        return "These tests are run by ./mvnw verify, not by this command. "
                + (reports.isEmpty()
                        ? "No report of such a run was given (--surefire-reports), so nothing is said of their result."
                        : "Their results are those of the reports that were given, counted by class.");
    }
}
