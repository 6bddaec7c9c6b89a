package com.operanttechnologies.tenancytests.plans;

import java.util.Locale;

/**
 * What is wrong with a statement's plan.
 *
 * @param method from which the statement comes, such as {@code DashboardRepository.list}
 * @param fault one of the rules of {@link PlanRules}
 * @param detail what was found, and where
 * @param sql the statement
 * @param plans both plans, a line for each node; empty when there is none
 */
public record PlanFinding(String method, Fault fault, String detail, String sql, String plans) {

    /** What a plan may not be. */
    public enum Fault {
        /** The server wouldn't plan it. */
        REFUSED("is not planned"),
        /** Another plan than without isolation. */
        SHAPE("is planned otherwise than without isolation"),
        /** Other numbers of rows are expected than without isolation. */
        ESTIMATE("is estimated otherwise than without isolation"),
        /** A tenant table is read from end to end for a small part of it. */
        SEQUENTIAL("reads a tenant table from end to end for a small part of it"),
        /** An array that the driver sent as text is read anew for each row that is compared with it. */
        REREAD("reads an array from its text for each row"),
        /** Many rows are sorted for a few. */
        SORT("sorts many rows to return a page"),
        /** All partitions are read. */
        PARTITIONS("reads every partition");

        private final String words;

        Fault(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** Under which it can be tolerated. */
    String name() {
        return method + " " + fault.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return method + " " + fault + ": " + detail + "\n" + sql + "\n" + plans;
    }
}
