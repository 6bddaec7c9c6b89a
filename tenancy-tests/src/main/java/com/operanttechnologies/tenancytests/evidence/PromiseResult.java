package com.operanttechnologies.tenancytests.evidence;

import java.util.List;

/**
 * A promise of the privacy policy, and the tests that prove it.
 *
 * @param id its id, which the tests carry as a JUnit tag
 * @param promise what is promised
 * @param tests the tests that carry it
 */
public record PromiseResult(String id, String promise, List<ProvingTest> tests) {

    public PromiseResult {
        tests = List.copyOf(tests);
    }

    /** Whether one of its tests was run and failed. */
    public boolean failed() {
        return tests.stream().anyMatch(test -> test.failed() > 0);
    }

    /** Whether each of its tests was run, and none failed. */
    public boolean proven() {
        return !tests.isEmpty() && tests.stream().allMatch(test -> test.passed() > 0 && test.failed() == 0);
    }
}
