package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.catalogue.UniqueKey;
import com.operanttechnologies.tenancytests.rows.Row;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Thousands of rows more like one of the victim's, as where there is one row to find, finding it takes no time. Half of
 * them are the victim's and half belong to a hundred other Customers. They differ in as few columns as keys allow, so
 * that every other value of the victim's is there thousands of times. Where a Customer can have one row only, they are
 * of as many Customers.
 *
 * <p>They are the administrator's, and refer to nothing: foreign keys aren't asked.
 */
final class Crowd {

    private static final int MOST_TRIES = 60;

    /** Nobody of whom the attacker is one. */
    private static final String CUSTOMERS =
            "case when i % 2 = 0 then s.customer_id else md5('Customer ' || i / 2 % 100)::uuid end";

    /** Has the hundredth part, where thousands share the rest. */
    static final UUID SMALL = UUID.fromString("cccccccc-3333-7333-8333-cccccccccccc");

    private static final String THOUSANDS_OF_CUSTOMERS =
            "case when i % 2 = 0 then s.customer_id when i % 100 = 1 then '" + SMALL
                    + "' else md5('Customer ' || i / 2 % 2000)::uuid end";

    /** Rows to try with. */
    private static final int A_FEW = 150;

    /** Ways to make another value out of one, by the type's name; the number of the row is {@code i}. */
    private static final Map<String, List<String>> OTHERS = Map.ofEntries(
            Map.entry("uuid", List.of("gen_random_uuid()")),
            Map.entry("timestamptz", List.of("%s + i * interval '1 microsecond'", "%s - i * interval '1 microsecond'")),
            Map.entry("timestamp", List.of("%s + i * interval '1 microsecond'", "%s - i * interval '1 microsecond'")),
            Map.entry("date", List.of("%s + i", "%s - i")),
            Map.entry("bytea", List.of("substr(sha256(convert_to(i::text, 'UTF8')), 1, octet_length(%s))")),
            Map.entry(
                    "text",
                    List.of(
                            "i || %s",
                            "%s || i",
                            "lpad(i::text, length(%s), '1')",
                            "substr(%1$s, 1, 3) || lpad(i::text, length(%1$s) - 3, '1')")),
            Map.entry("varchar", List.of("i || %s", "%s || i", "lpad(i::text, length(%s), '1')")),
            Map.entry("int2", List.of("%s + i")),
            Map.entry("int4", List.of("%s + i")),
            Map.entry("int8", List.of("%s + i")),
            Map.entry("numeric", List.of("%s + i")));

    private static final List<String> BEST =
            List.of("uuid", "bytea", "timestamptz", "timestamp", "date", "int8", "int4", "numeric", "text", "varchar");

    private final Connection administrator;
    private final int size;
    private final String customers;
    private final boolean apart;

    /**
     * A crowd of so many.
     *
     * @param administrator a superuser's connection, in autocommit mode
     */
    Crowd(Connection administrator, int size) {
        this(administrator, size, CUSTOMERS, false);
    }

    private Crowd(Connection administrator, int size, String customers, boolean apart) {
        this.administrator = administrator;
        this.size = size;
        this.customers = customers;
        this.apart = apart;
    }

    /** A crowd whose rows lie apart in time and share no ids, of thousands of Customers. */
    static Crowd spread(Connection administrator, int size) {
        return new Crowd(administrator, size, THOUSANDS_OF_CUSTOMERS, true);
    }

    /** Gathers around a row; whether it could. */
    boolean gather(Row prey) throws SQLException {
        TenantTable table = prey.table();
        int tries = 0;
        for (Map<String, String> other : others(table, 0, Map.of())) {
            if (++tries > MOST_TRIES) {
                return false;
            }
            if (apart && insert(prey, spread(prey, other)) || insert(prey, other)) {
                return true;
            }
        }
        return false;
    }

    /** Expressions for a column of each key, one column for as many keys as it can. */
    private static List<Map<String, String>> others(TenantTable table, int from, Map<String, String> chosen) {
        if (from == table.keys().size()) {
            return List.of(chosen);
        }
        UniqueKey key = table.keys().get(from);
        if (key.columns().stream().anyMatch(chosen::containsKey)) {
            return others(table, from + 1, chosen);
        }
        List<Map<String, String>> all = new ArrayList<>();
        for (Column column : members(table, key)) {
            for (String way : OTHERS.getOrDefault(column.baseType(), List.of())) {
                Map<String, String> more = new LinkedHashMap<>(chosen);
                more.put(column.name(), way.formatted("s." + Sql.identifier(column.name())));
                all.addAll(others(table, from + 1, more));
            }
        }
        return all;
    }

    /**
     * The Customer only where there is nothing else; later columns first, as the earlier ones are what is searched by.
     */
    private static List<Column> members(TenantTable table, UniqueKey key) {
        return table.columns().stream()
                .filter(column -> key.columns().contains(column.name()) && !column.generated())
                .filter(column -> key.columns().size() == 1 || !column.name().equals(TenantTable.CUSTOMER))
                .filter(column -> BEST.contains(column.baseType()))
                .sorted(Comparator.comparing((Column column) -> BEST.indexOf(column.baseType()))
                        .thenComparing(column -> -key.columns().indexOf(column.name())))
                .toList();
    }

    private boolean insert(Row prey, Map<String, String> other) throws SQLException {
        return insert(prey, other, size, true);
    }

    /** Inserts so many, which are kept or taken back; whether it could. */
    private boolean insert(Row prey, Map<String, String> other, int count, boolean kept) throws SQLException {
        TenantTable table = prey.table();
        List<String> columns = table.columns().stream()
                .filter(column -> !column.generated())
                .map(Column::name)
                .toList();
        String values = columns.stream()
                .map(column -> other.getOrDefault(
                        column, column.equals(TenantTable.CUSTOMER) ? customers : "s." + Sql.identifier(column)))
                .collect(Collectors.joining(", "));
        String insert = "insert into " + table.name().sql() + " (" + Sql.identifiers(columns)
                + ") overriding system value"
                + " select " + values + " from (select * from " + table.name().sql() + " where " + prey.isThisRow()
                + ") s, generate_series(1, " + count + ") i";
        administrator.setAutoCommit(false);
        try (Statement statement = administrator.createStatement()) {
            statement.execute("set local session_replication_role = replica");
            statement.execute(insert);
            if (kept) {
                administrator.commit();
            } else {
                administrator.rollback();
            }
            return true;
        } catch (SQLException e) {
            administrator.rollback();
            if (Stream.of("22", "23").noneMatch(String.valueOf(e.getSQLState())::startsWith)) {
                throw e;
            }
            return false;
        } finally {
            administrator.setAutoCommit(true);
        }
    }

    /**
     * The same and as many further columns as the table's conditions let differ: times, ids, and what is searched by.
     */
    private Map<String, String> spread(Row prey, Map<String, String> other) throws SQLException {
        TenantTable table = prey.table();
        Set<String> indexed = indexed(table);
        List<Map<String, String>> ways = new ArrayList<>();
        // All times of a row are moved by as much, so that what is later stays later.
        ways.add(expressions(
                table,
                column -> column.baseType().equals("timestamptz"),
                "%s + (i %% 7200 - 3600) * interval '2 minutes'"));
        ways.add(expressions(
                table,
                column -> column.baseType().equals("uuid")
                        && indexed.contains(column.name())
                        && !column.name().equals(TenantTable.CUSTOMER),
                "case when %s is not null then gen_random_uuid() end"));
        for (Column column : table.columns()) {
            if (indexed.contains(column.name()) && column.baseType().equals("text")) {
                for (String way : OTHERS.getOrDefault("text", List.of())) {
                    ways.add(expressions(table, column::equals, way));
                }
            }
        }
        Map<String, String> spread = new LinkedHashMap<>(other);
        for (Map<String, String> way : ways) {
            Map<String, String> more = new LinkedHashMap<>(way);
            more.putAll(spread);
            if (more.size() > spread.size() && insert(prey, more, A_FEW, false)) {
                spread = more;
            }
        }
        return spread;
    }

    private static Map<String, String> expressions(TenantTable table, Predicate<Column> which, String way) {
        return table.columns().stream()
                .filter(which)
                .collect(Collectors.toMap(Column::name, column -> way.formatted("s." + Sql.identifier(column.name()))));
    }

    /** Columns of the table's indexes. */
    private Set<String> indexed(TenantTable table) throws SQLException {
        Set<String> columns = new HashSet<>();
        try (PreparedStatement query = administrator.prepareStatement("select a.attname from pg_catalog.pg_index i"
                + " join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)"
                + " where i.indrelid = ?::regclass")) {
            query.setString(1, table.name().sql());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                }
            }
        }
        return columns;
    }
}
