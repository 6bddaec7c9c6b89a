package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.tenancytests.attack.Verdict;
import java.util.Locale;

/**
 * How a state is shown: by a sign and a word, so that it is read without colour and by whoever has it read aloud. In
 * the order of what a reviewer wants to see first.
 */
enum Sign {
    FOUND("✗", "got through"),
    UNKNOWN("!", "could not be tried"),
    LIMIT("△", "known limit"),
    LEFT_OUT("–", "left out"),
    HELD("✓", "held");

    private final String sign;
    private final String word;

    Sign(String sign, String word) {
        this.sign = sign;
        this.word = word;
    }

    static Sign of(Verdict verdict) {
        return switch (verdict) {
            case BREACHED -> FOUND;
            case COULD_NOT_ATTACK -> UNKNOWN;
            case LIMIT -> LIMIT;
            case NOT_ATTACKED -> LEFT_OUT;
            case HELD -> HELD;
        };
    }

    String sign() {
        return sign;
    }

    String word() {
        return word;
    }

    /** The class of its style. */
    String style() {
        return name().toLowerCase(Locale.ROOT);
    }
}
