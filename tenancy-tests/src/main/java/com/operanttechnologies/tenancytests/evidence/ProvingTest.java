package com.operanttechnologies.tenancytests.evidence;

/**
 * A class or method of tests that carries the id of a promise.
 *
 * @param name the class, and the method where only that carries the id
 * @param passed how many tests of the class passed, by the reports that were given; 0 without a report
 * @param failed how many failed
 * @param skipped how many were skipped
 */
public record ProvingTest(String name, int passed, int failed, int skipped) {}
