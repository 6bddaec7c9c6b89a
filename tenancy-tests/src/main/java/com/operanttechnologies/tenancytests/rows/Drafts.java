package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Turns what the solver found into a draft: columns that keep their default are left out. */
final class Drafts {

    private Drafts() {}

    static RowDraft of(TenantTable table, Map<String, Choice> row) {
        Map<String, String> values = new LinkedHashMap<>();
        table.columns().forEach(column -> {
            Choice choice = row.get(column.name());
            if (choice != null && !choice.byDefault()) {
                values.put(column.name(), choice.expression());
            }
        });
        return new RowDraft(table, values);
    }
}
