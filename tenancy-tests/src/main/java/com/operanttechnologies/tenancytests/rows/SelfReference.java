package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.ForeignKey;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A table that references itself: the row becomes its own parent, which the server checks at the statement's end. */
final class SelfReference {

    private SelfReference() {}

    static void close(TenantTable table, ForeignKey key, Map<String, Choice> known, RowSolver solver)
            throws SQLException {
        Map<String, Choice> whole = new LinkedHashMap<>();
        solver.solve(known, row -> {
            whole.putAll(row);
            return true;
        });
        for (int i = 0; i < key.columns().size(); i++) {
            String target = key.targetColumns().get(i);
            Choice value = whole.get(target);
            // Without one the row can't be made up at all, which its own search reports.
            if (value != null) {
                known.put(target, value);
                known.put(key.columns().get(i), value);
            }
        }
    }
}
