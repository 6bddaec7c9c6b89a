package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row that its Customer could insert: it has been tried and taken back.
 *
 * @param table its table
 * @param values SQL for each column that is not left to its default
 */
public record RowDraft(TenantTable table, Map<String, String> values) {

    public RowDraft {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The same with another value in a column. */
    public RowDraft with(String column, String sql) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        changed.put(column, sql);
        return new RowDraft(table, changed);
    }

    /**
     * The same with some of another row's values, as far as they may be given, and with those that conditions of the
     * table tie to them: a key and its check digits go together.
     */
    public RowDraft with(Row row, List<String> columns) {
        RowDraft changed = this;
        for (String column : table.tiedTo(columns)) {
            changed = table.isGiven(column) ? changed.with(column, row.sql(column)) : changed;
        }
        return changed;
    }

    /** Its columns, for a statement of one's own. */
    public String columns() {
        return Sql.identifiers(List.copyOf(values.keySet()));
    }

    /** Its values, in the same order. */
    public String expressions() {
        return String.join(", ", values.values());
    }

    /** The INSERT statement. */
    public String insert() {
        return "insert into " + table.name().sql() + " (" + columns() + ") values (" + expressions() + ")";
    }
}
