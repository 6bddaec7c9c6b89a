package com.operanttechnologies.tenancytests.rows;

import com.operanttechnologies.tenancytests.catalogue.Check;
import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.catalogue.UniqueKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Values to try in a column, likely ones first. */
final class Candidates {

    private final Random random;
    private final Set<String> taken = new HashSet<>();

    Candidates(Random random) {
        this.random = random;
    }

    List<Choice> of(TenantTable table, Column column) {
        if (!column.samples().isEmpty()) {
            return supplied(column);
        }
        List<Choice> choices = new ArrayList<>();
        if (column.defaultValue() != null && !(table.isKey(column.name()) && table.isGiven(column.name()))) {
            choices.add(new Choice(column.defaultValue(), true));
        }
        if (!table.isGiven(column.name())) {
            if (choices.isEmpty()) {
                // Without a default it is NULL at first, and filled in by an update.
                choices.add(new Choice("cast(null as " + column.type() + ")", true));
            }
            return choices;
        }
        Literals literals = Literals.of(table.checks().stream()
                .filter(check -> check.columns().contains(column.name()))
                .map(Check::expression)
                .toList());
        for (String value : inOrder(table, column, values(column, column.baseType(), literals))) {
            choices.add(new Choice("cast(" + Sql.literal(value) + " as " + column.type() + ")", false));
        }
        if (column.nullable() || choices.isEmpty()) {
            choices.add(new Choice("cast(null as " + column.type() + ")", false));
        }
        return choices;
    }

    /**
     * So that no other row takes the same of the supplied values as long as there are more: two Customers' rows differ.
     */
    void take(RowDraft row) {
        taken.addAll(row.values().values());
    }

    private List<Choice> supplied(Column column) {
        return column.samples().stream()
                .map(sql -> "cast((" + sql + ") as " + column.type() + ")")
                .sorted(Comparator.comparing(taken::contains))
                .map(expression -> new Choice(expression, false))
                .toList();
    }

    /**
     * A number beside an id in a key counts what the id has, such as revisions or positions: then 1 comes first, which
     * is also what other tables have by default.
     */
    private static List<String> inOrder(TenantTable table, Column column, List<String> values) {
        boolean counts = values.contains("1")
                && table.keys().stream()
                        .map(UniqueKey::columns)
                        .filter(key -> key.contains(column.name()))
                        .anyMatch(key -> table.columns().stream()
                                .anyMatch(other -> key.contains(other.name())
                                        && other.baseType().equals("uuid")
                                        && !other.name().equals(TenantTable.CUSTOMER)));
        return counts
                ? Stream.concat(Stream.of("1"), values.stream()).distinct().toList()
                : values;
    }

    private List<String> values(Column column, String type, Literals literals) {
        if (!column.labels().isEmpty()) {
            return column.labels();
        }
        if (type.startsWith("_")) {
            return Stream.concat(
                            values(column, type.substring(1), literals).stream()
                                    .filter(value -> !value.isEmpty())
                                    .map(value ->
                                            "{\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}"),
                            Stream.of("{}"))
                    .toList();
        }
        return switch (type) {
            case "uuid" -> List.of(new UUID(random.nextLong(), random.nextLong()).toString());
            case "text", "varchar", "bpchar", "name", "citext" -> TextValues.of(literals, column.length(), random);
            case "bool" -> List.of("false", "true");
            case "int2", "int4", "int8", "numeric", "float4", "float8", "money", "oid" -> numbers(literals);
            case "bytea" -> bytes(literals);
            case "json", "jsonb" -> json();
            case "timestamptz", "timestamp", "date" -> Times.moments(literals, random);
            case "time", "timetz" -> List.of("12:34:56", "00:00:00");
            case "interval" -> List.of("1 hour", "1 day", "1 month", "0");
            case "inet" -> List.of("192.0.2." + (1 + random.nextInt(250)), "2001:db8::1", "192.0.2.0/24");
            case "cidr" -> List.of("192.0.2.0/24", "2001:db8::/32");
            case "macaddr" -> List.of("08:00:2b:01:02:03");
            case "xml" -> List.of("<x>" + TextValues.token(8, random) + "</x>");
            case "tsvector", "tsquery" -> List.of(TextValues.token(8, random));
            case "int4range", "int8range", "numrange" -> List.of("[1,10)", "[0,100)");
            case "tstzrange", "tsrange", "daterange" -> List.of("[2026-01-01,2027-01-01)", "[2026-01-01,)");
            case "point" -> List.of("(1,2)");
            // An unknown type is left to NULL or fails, naming the table and the column.
            default -> literals.strings();
        };
    }

    private List<String> numbers(Literals literals) {
        return Stream.concat(
                        Stream.of(1L + random.nextInt(30_000), 1L, 0L),
                        literals.numbers().stream()
                                .flatMap(n -> LongStream.of(n, n + 1, n - 1).boxed()))
                .distinct()
                .map(String::valueOf)
                .toList();
    }

    private List<String> bytes(Literals literals) {
        return Stream.concat(Stream.of(32L, 16L), literals.numbers().stream())
                .filter(length -> length >= 0 && length <= 100_000)
                .distinct()
                .map(length -> "\\x" + TextValues.token(2 * length.intValue(), random))
                .toList();
    }

    private List<String> json() {
        String token = TextValues.token(12, random);
        return List.of(
                "{\"key\": \"" + token + "\"}", "[\"" + token + "\"]", "\"" + token + "\"", "1", "true", "{}", "[]");
    }
}
