package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.ForeignKey;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.catalogue.UniqueKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values for columns whose constraints only people can satisfy, such as a number with check digits. They are SQL, and
 * are tried in place of made-up ones: first those that no row has taken yet. A key needs four, for a row of each
 * Customer's and one of each that is only tried; each row of another table that points at it takes a further one. An
 * expression that gives another value each time, as {@code gen_random_uuid()} does, is enough by itself.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class SuppliedValues {

    /** None at all. */
    public static final SuppliedValues NONE = new SuppliedValues(Map.of());

    /** A row of each Customer's, and one of each that is only tried. */
    private static final int FEWEST_IN_A_KEY = 4;

    private final Map<Place, List<String>> values;

    private record Place(String table, String column) {

        @Override
        public String toString() {
            return table + "." + column;
        }
    }

    private SuppliedValues(Map<Place, List<String>> values) {
        this.values = values;
    }

    /**
     * These and values for one more column, or other ones for the same.
     *
     * @param table its name with its schema, such as {@code signage.screen}
     * @param column its name
     * @param expressions SQL, such as {@code 'A-1'} with its quotes; a call such as {@code gen_random_uuid()} gives
     *     another value each time
     * @throws IllegalArgumentException when there is none
     */
    public SuppliedValues with(String table, String column, List<String> expressions) {
        Place place = new Place(table, column);
        if (expressions.isEmpty()) {
            throw new IllegalArgumentException("No value is supplied for " + place + "; give at least one, as SQL");
        }
        Map<Place, List<String>> all = new LinkedHashMap<>(values);
        all.put(place, List.copyOf(expressions));
        return new SuppliedValues(all);
    }

    /**
     * The tables, with these values at their columns.
     *
     * @throws IllegalArgumentException when a column isn't there, or takes its value from elsewhere
     */
    public List<TenantTable> on(List<TenantTable> tables) {
        values.forEach((place, supplied) -> require(place, supplied, tables));
        return tables.stream().map(this::on).toList();
    }

    private TenantTable on(TenantTable table) {
        return table.withColumns(
                table.columns().stream().map(column -> on(table, column)).toList());
    }

    private Column on(TenantTable table, Column column) {
        List<String> supplied = values.get(new Place(table.toString(), column.name()));
        return supplied == null ? column : column.withSamples(supplied);
    }

    private static void require(Place place, List<String> supplied, List<TenantTable> tables) {
        TenantTable table = tables.stream()
                .filter(each -> each.toString().equals(place.table()))
                .findFirst()
                .orElseThrow(() -> refused(place, "there is no tenant table " + place.table()));
        if (table.columns().stream().noneMatch(column -> column.name().equals(place.column()))) {
            throw refused(place, "the table has no such column");
        }
        boolean parents = table.foreignKeys().stream()
                .filter(key -> !key.target().equals(table.name()))
                .map(ForeignKey::columns)
                .anyMatch(columns -> columns.contains(place.column()));
        if (parents || place.column().equals(TenantTable.CUSTOMER)) {
            throw refused(place, "it takes its value from the row that a foreign key points at, or is the Customer");
        }
        if (!table.isGiven(place.column())) {
            throw refused(place, "nobody may give it a value, it is left to its default");
        }
        boolean key = table.keys().stream()
                .map(UniqueKey::columns)
                .anyMatch(
                        columns -> List.of(TenantTable.CUSTOMER, place.column()).containsAll(columns));
        if (key && supplied.stream().allMatch(SuppliedValues::isConstant) && supplied.size() < FEWEST_IN_A_KEY) {
            throw new IllegalArgumentException(
                    "Values are supplied for " + place + ", which is a key: " + supplied.size()
                            + " of them, and " + FEWEST_IN_A_KEY + " rows are made; supply " + FEWEST_IN_A_KEY
                            + ", or an expression that gives another value each time");
        }
    }

    private static boolean isConstant(String expression) {
        return expression.strip().matches("'([^']|'')*'|-?[0-9.]+");
    }

    private static IllegalArgumentException refused(Place place, String why) {
        return new IllegalArgumentException(
                "Values are supplied for " + place + ", but " + why + "; correct the name, or leave the values out");
    }
}
