package com.operanttechnologies.persistence.internal.bind;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Whether a statement ties each tenant table that it names to a Customer. Row-level security protects without it; this
 * is what gives the planner the Customer's own statistics and one node of a distributed table.
 *
 * <p>Counts: as many comparisons of {@code customer_id} as there are tenant tables in the statement. An INSERT counts
 * as tied when it lists the column. What jOOQ renders is tied by construction; this finds plain SQL that isn't.
 */
final class CustomerPredicate {

    private static final String COLUMN = "customer_id";

    private CustomerPredicate() {}

    /** The first tenant table of a statement with fewer ties than tenant tables; empty when all is well. */
    static Optional<String> missing(List<String> tokens, BiPredicate<String, String> isTenantTable) {
        int references = 0;
        int ties = 0;
        String first = "";
        for (int at = 0; at < tokens.size(); at++) {
            if (isReference(tokens, at, isTenantTable)) {
                references++;
                first = first.isEmpty() ? tokens.get(at) + "." + tokens.get(at + 2) : first;
                if (word(tokens, at - 1).equals("into") && listsColumn(tokens, at + 3)) {
                    ties++;
                }
            } else if (tokens.get(at).equals(COLUMN) && isCompared(tokens, at)) {
                ties++;
            } else if (tokens.get(at).equals("using") && listsColumn(tokens, at + 1)) {
                ties++;
            }
        }
        return references > ties ? Optional.of(first) : Optional.empty();
    }

    /** {@code schema . table}, and neither the qualifier of a column nor a function. */
    private static boolean isReference(List<String> tokens, int at, BiPredicate<String, String> isTenantTable) {
        return word(tokens, at + 1).equals(".")
                && !word(tokens, at - 1).equals(".")
                && !word(tokens, at + 3).equals(".")
                && isTenantTable.test(tokens.get(at), word(tokens, at + 2));
    }

    private static boolean isCompared(List<String> tokens, int at) {
        String next = word(tokens, at + 1);
        if (next.equals("=") || next.equals("in")) {
            return true;
        }
        int start = at;
        while (word(tokens, start - 1).equals(".")) {
            start -= 2;
        }
        return word(tokens, start - 1).equals("=");
    }

    /** Whether {@code ( … customer_id … )} begins here, perhaps after an alias. */
    private static boolean listsColumn(List<String> tokens, int at) {
        int open = at;
        while (open < at + 3 && !word(tokens, open).equals("(")) {
            open++;
        }
        if (!word(tokens, open).equals("(")) {
            return false;
        }
        for (int in = open + 1; in < tokens.size() && !tokens.get(in).equals(")"); in++) {
            if (tokens.get(in).equals(COLUMN)) {
                return true;
            }
        }
        return false;
    }

    private static String word(List<String> tokens, int at) {
        return at >= 0 && at < tokens.size() ? tokens.get(at) : SqlTokens.LITERAL;
    }
}
