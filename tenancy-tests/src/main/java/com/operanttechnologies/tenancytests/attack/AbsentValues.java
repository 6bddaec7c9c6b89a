package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Check;
import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that nobody has, and that somebody could have, to ask for in the place of the victim's. */
final class AbsentValues {

    /** By the type's name; {@code %s} is B's value. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("uuid", "gen_random_uuid()"),
            Map.entry("timestamptz", "%s + interval '37.137 milliseconds'"),
            Map.entry("timestamp", "%s + interval '37.137 milliseconds'"),
            Map.entry("date", "%s + 1301"),
            Map.entry("inet", "%s + 1301301"),
            Map.entry("jsonb", "%s || jsonb_build_object('nobody', 'nobody')"),
            Map.entry("bytea", "substr(sha256('nobody') || sha256('nobody'), 1, octet_length(%s))"),
            Map.entry("text", "lpad('', length(%s), 'nobody')"),
            Map.entry("varchar", "lpad('', length(%s), 'nobody')"),
            Map.entry("int2", "%s + 1301"),
            Map.entry("int4", "%s + 1301301"),
            Map.entry("int8", "%s + 1301301"),
            Map.entry("numeric", "%s + 1301301"));

    private AbsentValues() {}

    /**
     * For each column in which B has a value, one of the type that nobody has, as a constant. None where that would be
     * one that nobody can have: a planner that knows answers at once.
     */
    static Map<String, String> of(Target t, List<String> columns, Statement administrator) throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Column column : t.table().columns()) {
            String other = OTHERS.get(column.baseType());
            if (columns.contains(column.name())
                    && other != null
                    && TimingAttacks.preys(t, columns).containsKey(column.name())) {
                String value = constant(
                        "(" + other.formatted(t.prey().sql(column.name())) + ")::" + column.type(),
                        column,
                        administrator);
                if (isPossible(t, column, value, administrator)) {
                    values.put(column.name(), value);
                }
            }
        }
        return values;
    }

    private static String constant(String expression, Column column, Statement administrator) throws SQLException {
        try (ResultSet row = administrator.executeQuery("select (" + expression + ")::text")) {
            row.next();
            return Sql.literal(row.getString(1)) + "::" + column.type();
        }
    }

    private static boolean isPossible(Target t, Column column, String value, Statement administrator)
            throws SQLException {
        for (Check check : t.table().checks()) {
            if (check.enforceable() && check.columns().equals(List.of(column.name()))) {
                try (ResultSet row = administrator.executeQuery("select (" + check.expression()
                        + ") is not false from (select " + value + " as " + Sql.identifier(column.name()) + ") row")) {
                    if (!row.next() || !row.getBoolean(1)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
