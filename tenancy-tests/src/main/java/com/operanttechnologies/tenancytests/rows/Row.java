package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row that is in a tenant table.
 *
 * @param table its table
 * @param values each column's value as text
 */
public record Row(TenantTable table, Map<String, @Nullable String> values) {

    public Row {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** The value of a column as it stands in SQL. */
    public String sql(String column) {
        String value = values.get(column);
        String type = table.columns().stream()
                .filter(each -> each.name().equals(column))
                .map(Column::type)
                .findFirst()
                .orElseThrow();
        return value == null ? "null" : Sql.literal(value) + "::" + type;
    }

    /** A condition that holds for this row alone. */
    public String isThisRow() {
        return isThisRow(table.identity());
    }

    /** A condition that these columns have this row's values. */
    public String isThisRow(List<String> columns) {
        return columns.stream()
                .map(column -> Sql.identifier(column) + (values.get(column) == null ? " is " : " = ") + sql(column))
                .collect(Collectors.joining(" and "));
    }
}
