package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.attack.TimingAttack.Kind;
import com.operanttechnologies.tenancytests.catalogue.Check;
import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.catalogue.UniqueKey;
import com.operanttechnologies.tenancytests.rows.RowDraft;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * S2 on every tenant table that has an index to search by: reading by its columns, together and one by one, and inserting
 * A's own row with B's key; and on the gateways.
 */
public final class TimingAttacks {

    private static final String INDEXES = """
            select array(select a.attname::text
                           from unnest(i.indkey[0:i.indnkeyatts - 1]) with ordinality k (attnum, n)
                           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                          order by k.n)
              from pg_index i
             where i.indrelid = '%s'::regclass and i.indkey[0] <> 0
             order by i.indexrelid::regclass::text""";

    /** A value that nobody has, as far from B's as chance would have it, by the type's name. */
    private static final Map<String, String> NOBODYS = Map.ofEntries(
            Map.entry("uuid", "gen_random_uuid()"),
            Map.entry("timestamptz", "%s + interval '37.137 milliseconds'"),
            Map.entry("timestamp", "%s + interval '37.137 milliseconds'"),
            Map.entry("date", "%s + 1301"),
            Map.entry("bytea", "substr(sha256('nobody') || sha256('nobody'), 1, octet_length(%s))"),
            Map.entry("text", "lpad('', length(%s), 'nobody')"),
            Map.entry("varchar", "lpad('', length(%s), 'nobody')"),
            Map.entry("int2", "%s + 1301"),
            Map.entry("int4", "%s + 1301301"),
            Map.entry("int8", "%s + 1301301"),
            Map.entry("numeric", "%s + 1301301"));

    private TimingAttacks() {}

    /** All of them. */
    public static List<TimingAttack> all(CrowdedArena crowded) throws SQLException {
        List<TimingAttack> attacks = new ArrayList<>();
        try (Connection administrator =
                        crowded.arena().database().administrator().connect();
                Statement statement = administrator.createStatement()) {
            for (Target target : crowded.targets().toList()) {
                attacks.addAll(reads(target, statement));
                attacks.addAll(inserts(target, statement));
            }
        }
        attacks.addAll(GatewayTimings.all(crowded.arena()));
        return attacks;
    }

    private static List<TimingAttack> reads(Target t, Statement administrator) throws SQLException {
        if (!t.table().allows(Privilege.SELECT)) {
            return List.of();
        }
        List<List<String>> indexes = indexes(t, administrator);
        Set<List<String>> searches = new LinkedHashSet<>();
        boolean leads = true;
        for (List<String> index : indexes) {
            leads = leads && index.get(0).equals(TenantTable.CUSTOMER);
            List<String> columns = index.stream()
                    .filter(column -> !column.equals(TenantTable.CUSTOMER))
                    .toList();
            searches.add(columns);
            columns.forEach(column -> searches.add(List.of(column)));
        }
        List<TimingAttack> attacks = new ArrayList<>();
        for (List<String> search : searches) {
            Map<String, String> nobodys = nobodys(t, search, administrator);
            Map<String, String> hidden = preys(t, search);
            Map<String, String> absent = new LinkedHashMap<>(hidden);
            absent.putAll(nobodys);
            if (nobodys.isEmpty() || hasItToo(t, hidden, administrator)) {
                continue;
            }
            String table = t.table().toString();
            String columns = String.join(", ", hidden.keySet());
            attacks.add(new TimingAttack(
                    "reading by B's " + columns,
                    table,
                    leads ? Kind.UNDER_SCOPE_UNNAMED : Kind.UNDER_SCOPE,
                    select(t, hidden),
                    select(t, absent)));
            String named = " and customer_id = " + t.a();
            attacks.add(new TimingAttack(
                    "reading by B's " + columns + " as the layer does",
                    table,
                    Kind.UNDER_SCOPE,
                    select(t, hidden) + named,
                    select(t, absent) + named));
        }
        return attacks;
    }

    private static String select(Target t, Map<String, String> values) {
        return "select count(*) from " + t.sql() + " where "
                + values.entrySet().stream()
                        .map(each -> Sql.identifier(each.getKey()) + " = " + each.getValue())
                        .collect(Collectors.joining(" and "));
    }

    /** What A has as well is hidden from nobody. */
    private static boolean hasItToo(Target t, Map<String, String> values, Statement administrator) throws SQLException {
        try (ResultSet row = administrator.executeQuery(
                select(t, values) + " and customer_id = " + t.a() + " having count(*) > 0")) {
            return row.next();
        }
    }

    /** A's row under B's key, and under one that differs from it by values that nobody has. */
    private static List<TimingAttack> inserts(Target t, Statement administrator) throws SQLException {
        if (!t.table().allows(Privilege.INSERT)) {
            return List.of();
        }
        List<TimingAttack> attacks = new ArrayList<>();
        for (UniqueKey key : t.table().keys()) {
            List<String> columns = key.columns().stream()
                    .filter(column ->
                            !column.equals(TenantTable.CUSTOMER) && t.table().isGiven(column))
                    .toList();
            Map<String, String> nobodys = nobodys(t, columns, administrator);
            if (nobodys.isEmpty() || hasItToo(t, preys(t, columns), administrator)) {
                continue;
            }
            RowDraft draft = t.ownDraft();
            RowDraft hidden = t.mixed(draft, t.prey(), columns);
            RowDraft absent = hidden;
            for (Column column : t.table().columns()) {
                String name = column.name();
                boolean refers = t.table().parents().stream()
                        .anyMatch(parent -> parent.columns().contains(name));
                // What A could insert itself is sure to obey the table's conditions, and any id does.
                String value = refers && column.baseType().equals("uuid")
                        ? nobodys.get(name)
                        : refers ? null : draft.values().get(name);
                if (columns.contains(name) && value != null) {
                    absent = absent.with(name, value);
                }
            }
            if (!absent.equals(hidden)) {
                attacks.add(new TimingAttack(
                        "inserting with B's key " + String.join(", ", columns),
                        t.table().toString(),
                        Kind.UNDER_SCOPE,
                        hidden.insert(),
                        absent.insert()));
            }
        }
        return attacks;
    }

    private static List<List<String>> indexes(Target t, Statement administrator) throws SQLException {
        List<List<String>> indexes = new ArrayList<>();
        try (ResultSet rows = administrator.executeQuery(INDEXES.formatted(t.sql()))) {
            while (rows.next()) {
                indexes.add(List.of((String[]) rows.getArray(1).getArray()));
            }
        }
        return indexes;
    }

    /** B's value in each column that has one. */
    private static Map<String, String> preys(Target t, List<String> columns) {
        Map<String, String> values = new LinkedHashMap<>();
        columns.stream()
                .filter(column -> t.prey().values().get(column) != null)
                .forEach(column -> values.put(column, t.prey().sql(column)));
        return values;
    }

    /**
     * For each column in which B has a value, one of the type that nobody has, as a constant. None where that would be one
     * that nobody can have: a planner that knows answers at once.
     */
    private static Map<String, String> nobodys(Target t, List<String> columns, Statement administrator)
            throws SQLException {
        Map<String, String> values = new LinkedHashMap<>();
        for (Column column : t.table().columns()) {
            String other = NOBODYS.get(column.baseType());
            if (columns.contains(column.name())
                    && other != null
                    && preys(t, columns).containsKey(column.name())) {
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
