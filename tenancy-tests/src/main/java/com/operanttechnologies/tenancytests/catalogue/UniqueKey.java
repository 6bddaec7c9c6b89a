package com.operanttechnologies.tenancytests.catalogue;

import java.util.List;

/**
 * A key that no two rows share, whether a constraint or a bare unique index.
 *
 * @param name the index
 * @param columns its columns, in order
 * @param primary whether it is the primary key
 */
public record UniqueKey(String name, List<String> columns, boolean primary) {

    public UniqueKey {
        columns = List.copyOf(columns);
    }
}
