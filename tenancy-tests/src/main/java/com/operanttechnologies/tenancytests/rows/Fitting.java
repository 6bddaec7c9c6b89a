package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.Check;
import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Makes a draft good again after some of its values have been replaced by those of another row: each row by itself obeys the
 * table's conditions, a mixture of two may not. An outage that begins when somebody else's did must still be detected later.
 */
public final class Fitting {

    private Fitting() {}

    /**
     * The draft, with new values in columns that stand in a condition which it breaks.
     *
     * @param evaluator a connection on which conditions are evaluated
     * @param kept columns whose values stay, as do those of keys
     * @return a draft that breaks no condition, or the same one where no values are found
     */
    public static RowDraft fit(Connection evaluator, RowDraft draft, Collection<String> kept) throws SQLException {
        TenantTable table = draft.table();
        Map<String, Choice> row = choices(draft);
        Candidates candidates = new Candidates(new Random());
        Set<String> open = new LinkedHashSet<>();
        RowSolver whole = new RowSolver(evaluator, table, row, candidates);
        for (Check check : table.checks()) {
            if (row.keySet().containsAll(check.columns()) && !whole.holds(check, row)) {
                check.columns().stream()
                        .filter(column -> table.isGiven(column) && !table.isKey(column) && !kept.contains(column))
                        .forEach(open::add);
            }
        }
        if (open.isEmpty()) {
            return draft;
        }
        Map<String, Choice> fixed = new LinkedHashMap<>(row);
        fixed.keySet().removeAll(open);
        AtomicReference<RowDraft> fitted = new AtomicReference<>(draft);
        new RowSolver(evaluator, table, fixed, candidates).solve(fixed, found -> {
            fitted.set(Drafts.of(table, found));
            return true;
        });
        return Objects.requireNonNull(fitted.get());
    }

    /** What stands in each column: the draft's value, or the column's default. */
    private static Map<String, Choice> choices(RowDraft draft) {
        Map<String, Choice> row = new LinkedHashMap<>();
        for (Column column : draft.table().columns()) {
            String value = draft.values().get(column.name());
            if (value != null) {
                row.put(column.name(), new Choice(value, false));
            } else if (!column.generated()) {
                String byDefault = column.defaultValue();
                row.put(
                        column.name(),
                        new Choice(byDefault == null ? "cast(null as " + column.type() + ")" : byDefault, true));
            }
        }
        return row;
    }
}
