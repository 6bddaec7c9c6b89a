package com.operanttechnologies.tenancytests.benchmark;

/**
 * A goal, and what became of it.
 *
 * @param what is compared
 * @param wanted in words, such as {@code at most 1.5}
 * @param figure that was measured; NaN where it wasn't
 */
record Goal(String what, String wanted, double figure, Outcome outcome) {

    /** What became of a goal. */
    enum Outcome {
        MET("met"),
        MISSED("MISSED"),
        /** This run didn't measure it. */
        NOT_MEASURED("not measured");

        private final String label;

        Outcome(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    static Goal atMost(String what, double limit, double figure) {
        return new Goal(what, "at most " + limit, figure, outcome(figure, figure <= limit));
    }

    static Goal atLeast(String what, double limit, double figure) {
        return new Goal(what, "at least " + limit, figure, outcome(figure, figure >= limit));
    }

    static Goal exactly(String what, long count, double figure) {
        return new Goal(what, "exactly " + count, figure, outcome(figure, figure == count));
    }

    private static Outcome outcome(double figure, boolean met) {
        if (Double.isNaN(figure)) {
            return Outcome.NOT_MEASURED;
        }
        return met ? Outcome.MET : Outcome.MISSED;
    }
}
