package com.operanttechnologies.migrations.lint;

/**
 * A rule of the linter.
 *
 * @param id its stable name; squawk's where it has the rule, so that who knows that one knows this one
 * @param what the rule in a sentence
 * @param why what happens otherwise
 * @param remedy what to write instead
 * @param check what finds it
 */
public record LintRule(String id, String what, String why, String remedy, Check check) {

    /** Looks at one statement of a file. */
    @FunctionalInterface
    interface Check {
        void look(Clause statement, Inspection inspection);
    }

    /** Its id. */
    @Override
    public String toString() {
        return id;
    }
}
