package com.operanttechnologies.tenancytests.attack;

/**
 * One attack on one table, and what came of it.
 *
 * @param id the attack's id in the catalogue of attacks, such as {@code W1}
 * @param title what was attempted, in words
 * @param target the table, or {@code database}
 * @param sql what was executed, with tokens and Customers named instead of shown
 * @param expected the only answers that are right
 * @param observed the server's answer
 * @param verdict what it came to
 */
public record Outcome(
        String id, String title, String target, String sql, String expected, String observed, Verdict verdict) {

    /** Whether a test of it passes. */
    public boolean passes() {
        return verdict == Verdict.HELD || verdict == Verdict.LIMIT;
    }

    @Override
    public String toString() {
        return "%s %s · %s: %s%n  sql: %s%n  expected: %s%n  observed: %s"
                .formatted(id, title, target, verdict, sql, expected, observed);
    }
}
