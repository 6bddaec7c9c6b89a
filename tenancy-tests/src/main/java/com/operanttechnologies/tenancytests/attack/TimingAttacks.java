package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.attack.TimingAttack.Kind;
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
 * S2 on every tenant table that has an index to search by: reading by its columns, together and one by one, and
 * inserting A's own row with B's key; and on the gateways.
 */
public final class TimingAttacks {

    private static final String INDEXES = """
            select array(select a.attname::text
                           from unnest(i.indkey[0:i.indnkeyatts - 1]) with ordinality k (attnum, n)
                           join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                          where a.attname <> 'customer_id'
                          order by k.n),
                   exists (select from pg_attribute a
                            where a.attrelid = i.indrelid and a.attnum = i.indkey[0] and a.attname = 'customer_id')
              from pg_index i
             where i.indrelid = '%s'::regclass
             order by i.indexrelid::regclass::text""";

    /**
     * An index to search by.
     *
     * @param columns its columns but the Customer, in order
     * @param leads whether the Customer is its first, so that a search meets no entry of another's
     */
    private record Index(List<String> columns, boolean leads) {}

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
        List<Index> indexes = indexes(t, administrator);
        boolean leads = indexes.stream().allMatch(Index::leads);
        Set<List<String>> searches = new LinkedHashSet<>();
        for (Index index : indexes) {
            searches.add(index.columns());
            index.columns().forEach(column -> searches.add(List.of(column)));
        }
        List<TimingAttack> attacks = new ArrayList<>();
        for (List<String> search : searches) {
            Map<String, String> nobodys = AbsentValues.of(t, search, administrator);
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
            Map<String, String> nobodys = AbsentValues.of(t, columns, administrator);
            if (nobodys.isEmpty() || hasItToo(t, preys(t, columns), administrator)) {
                continue;
            }
            RowDraft draft = t.ownDraft();
            RowDraft hidden = draft.with(t.prey(), columns);
            // What A could insert itself is sure to obey the table's conditions; but a parent that A has is no hidden
            // one.
            RowDraft absent = draft;
            for (Column column : t.table().columns()) {
                String name = column.name();
                boolean refers = t.table().parents().stream()
                        .anyMatch(parent -> parent.columns().contains(name));
                String value = column.baseType().equals("uuid")
                        ? nobodys.get(name)
                        : hidden.values().get(name);
                if (columns.contains(name) && refers && value != null) {
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

    private static List<Index> indexes(Target t, Statement administrator) throws SQLException {
        List<Index> indexes = new ArrayList<>();
        try (ResultSet rows = administrator.executeQuery(INDEXES.formatted(t.sql()))) {
            while (rows.next()) {
                indexes.add(new Index(List.of((String[]) rows.getArray(1).getArray()), rows.getBoolean(2)));
            }
        }
        return indexes;
    }

    /** B's value in each column that has one. */
    static Map<String, String> preys(Target t, List<String> columns) {
        Map<String, String> values = new LinkedHashMap<>();
        columns.stream()
                .filter(column -> t.prey().values().get(column) != null)
                .forEach(column -> values.put(column, t.prey().sql(column)));
        return values;
    }
}
