package com.operanttechnologies.persistence.audit;

/**
 * The first entry at which the chain of the audit log is broken.
 *
 * @param number of the entry
 * @param kind how
 */
public record AuditFault(long number, Kind kind) {

    /** How a chain is broken. */
    public enum Kind {
        /** There is no entry of this number, although there was one: removed, or cut off with the end. */
        MISSING,
        /** It isn't what its own hash was made of: it was changed, and its hash was not. */
        CHANGED,
        /** It doesn't follow the entry before, which was changed or replaced together with its hash. */
        DETACHED,
        /**
         * It isn't what the anchor was taken from: it or an entry before was rewritten, and all hashes from there on.
         */
        REWRITTEN
    }
}
