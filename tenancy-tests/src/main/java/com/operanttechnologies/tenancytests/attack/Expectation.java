package com.operanttechnologies.tenancytests.attack;

import java.util.UUID;
import java.util.function.BiPredicate;

/**
 * The only answers to an attempt that are right. Immutable; safe for use by several threads. {@link Expect} has the
 * usual ones.
 */
public final class Expectation {

    private final String description;
    private final BiPredicate<Answer, UUID> holds;
    private final boolean limit;

    private Expectation(String description, BiPredicate<Answer, UUID> holds, boolean limit) {
        this.description = description;
        this.holds = holds;
        this.limit = limit;
    }

    /**
     * Answers of one's own choice.
     *
     * @param description the answers in words, for reports
     * @param holds whether an answer is one of them, given the attacker's id
     */
    public static Expectation that(String description, BiPredicate<Answer, UUID> holds) {
        return new Expectation(description, holds, false);
    }

    /** Either of two answers is right. */
    public Expectation or(Expectation other) {
        return new Expectation(
                description + ", or " + other.description,
                (answer, attacker) -> holds(answer, attacker) || other.holds(answer, attacker),
                limit);
    }

    /**
     * What is known to work, and why nothing in the database can be done about it: another answer is then a
     * {@link Verdict#LIMIT} in place of a breach. B's rows and values are guarded all the same.
     */
    public Expectation unlessKnown(String why) {
        return new Expectation(description + "; known limit: " + why, holds, true);
    }

    boolean holds(Answer answer, UUID attacker) {
        return holds.test(answer, attacker);
    }

    /** Whether another answer is a known limit instead of a breach. */
    boolean isLimit() {
        return limit;
    }

    @Override
    public String toString() {
        return description;
    }
}
