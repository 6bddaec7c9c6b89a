package com.operanttechnologies.tenancytests.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Targets against kinds of attacks.
 *
 * @param kinds the ids of the columns
 * @param rows the cells of each target, one for each kind
 */
record Matrix(List<String> kinds, Map<String, List<Cell>> rows) {

    /**
     * What came of all attacks of a kind on a target.
     *
     * @param sign the worst of them; null when there is none
     * @param count how many there are
     */
    record Cell(@Nullable Sign sign, int count) {}

    static Matrix of(List<Attacked> attacks, List<String> order) {
        List<String> kinds = order.stream()
                .filter(kind -> attacks.stream().anyMatch(attack -> attack.id().equals(kind)))
                .toList();
        Map<String, List<Attacked>> byTarget = new TreeMap<>();
        attacks.forEach(attack -> byTarget.computeIfAbsent(attack.target(), target -> new ArrayList<>())
                .add(attack));
        Map<String, List<Cell>> rows = new LinkedHashMap<>();
        byTarget.forEach((target, there) ->
                rows.put(target, kinds.stream().map(kind -> cell(there, kind)).toList()));
        return new Matrix(kinds, rows);
    }

    private static Cell cell(List<Attacked> attacks, String kind) {
        List<Sign> signs = attacks.stream()
                .filter(attack -> attack.id().equals(kind))
                .map(Attacked::sign)
                .toList();
        return new Cell(signs.stream().min(Comparator.naturalOrder()).orElse(null), signs.size());
    }
}
