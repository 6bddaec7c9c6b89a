package com.operanttechnologies.tenancytests.catalogue;

import java.util.List;

/**
 * A foreign key.
 *
 * @param name the constraint
 * @param columns referencing columns, in order
 * @param target the table that is referenced
 * @param targetColumns its columns, in the same order
 */
public record ForeignKey(String name, List<String> columns, TableName target, List<String> targetColumns) {

    public ForeignKey {
        columns = List.copyOf(columns);
        targetColumns = List.copyOf(targetColumns);
    }
}
