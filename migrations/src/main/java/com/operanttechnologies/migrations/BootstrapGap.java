package com.operanttechnologies.migrations;

/**
 * What a cluster or a database lacks before it can be migrated.
 *
 * @param kind who does something about it
 * @param object such as {@code role operant_owner}
 * @param found what is so, in words
 * @param mend SQL that mends it
 */
public record BootstrapGap(Kind kind, String object, String found, String mend) {

    /** What is found of an object that isn't there at all. */
    public static final String NOT_THERE = "does not exist";

    /** Who does something about it. */
    public enum Kind {
        /** The bootstrap does. */
        MISSING,
        /** Whoever made it otherwise: the bootstrap leaves it alone, and doesn't begin. */
        FOREIGN,
        /** A superuser, where there is one: isolation doesn't depend on it. */
        SUPERUSER
    }

    /** All of it in a line, and the SQL in the next. */
    @Override
    public String toString() {
        return kind + " " + object + " " + found + "\n    " + mend;
    }
}
