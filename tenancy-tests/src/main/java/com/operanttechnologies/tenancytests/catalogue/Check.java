package com.operanttechnologies.tenancytests.catalogue;

import java.util.List;

/**
 * A condition on rows: a CHECK constraint of the table or of a column's domain, or the bounds of a partition.
 *
 * @param name the constraint
 * @param columns columns that it looks at
 * @param expression the condition, as the server prints it
 * @param enforceable whether it can be evaluated on its own; otherwise it only hints at values
 */
public record Check(String name, List<String> columns, String expression, boolean enforceable) {

    public Check {
        columns = List.copyOf(columns);
    }
}
