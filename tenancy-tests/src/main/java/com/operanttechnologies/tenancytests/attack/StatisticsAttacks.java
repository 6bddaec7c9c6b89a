package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * S1: what the server counts of all Customers together. Values are among none of it; what tells of volumes is refused
 * where PostgreSQL has a grant to revoke, and is a known limit where it has none.
 */
final class StatisticsAttacks {

    /** Views of values, which show the columns of tables without row-level security, and so none of ours. */
    private static final List<String> OF_VALUES = List.of("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs");

    private static final List<String> SIZES =
            List.of("pg_total_relation_size", "pg_table_size", "pg_relation_size", "pg_indexes_size");

    private static final String COUNTERS = """
            select p.oid::regprocedure from pg_catalog.pg_proc p
             where p.pronamespace = 'pg_catalog'::regnamespace and has_function_privilege(p.oid, 'EXECUTE')
               and p.proname ~ ('^(pg_stat_get_|pg_(current|last)_wal_|pg_wal_summary|pg_available_wal|pg_get_wal_summarizer'
                   || '|pg_control_|pg_last_committed|pg_xact_commit|pg_get_multixact|pg_prepared_xact|.*blocking_pids)')""";

    /** Whatever this version of the server calls a statistic of its own work. */
    private static final String VIEWS = """
            select c.relname from pg_catalog.pg_class c
             where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'v' and c.relname ~ '^pg_stat(io)?_'
             order by 1""";

    private static final String WHOSE =
            "PostgreSQL tells everybody who may ask: sizes, and where numbers, times and ids lie, of all Customers together;"
                    + " nothing that people wrote, and the layer sends none of it";

    private StatisticsAttacks() {}

    static List<Attack> all(Arena arena) throws SQLException {
        return Stream.of(ofTables(), ofDatabase(), views(arena))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Attack> ofTables() {
        List<Attack> attacks = new ArrayList<>();
        for (String view : OF_VALUES) {
            attacks.add(onTables(
                    "S1",
                    "values in " + view,
                    t -> t.attackerCommits(
                            nothing(),
                            "select * from pg_catalog." + view + " where schemaname = "
                                    + Sql.literal(t.table().name().schema()) + " and tablename = "
                                    + Sql.literal(t.table().name().table()))));
        }
        attacks.add(onTables(
                "S1",
                "row counters of all Customers",
                t -> t.attackerCommits(
                        refused(),
                        "select n_live_tup from pg_catalog.pg_stat_all_tables where relid = '" + t.sql()
                                + "'::regclass")));
        for (String size : SIZES) {
            attacks.add(onTables(
                    "S1",
                    "size by " + size,
                    t -> t.attackerCommits(refused(), "select " + size + "('" + t.sql() + "')")));
        }
        attacks.add(onTables(
                "S1",
                "estimated number of all rows",
                t -> t.attackerCommits(
                        refused().unlessKnown("pg_class is readable by everybody"),
                        "select reltuples, relpages from pg_catalog.pg_class where oid = '" + t.sql()
                                + "'::regclass")));
        attacks.add(onTables(
                "S1",
                "rows that EXPLAIN estimates",
                StatisticsAttacks::readable,
                t -> t.attackerCommits(refused().unlessKnown(WHOSE), "explain select * from " + t.sql())));
        attacks.add(onTables(
                "S1",
                "rows that EXPLAIN ANALYZE counts as filtered out",
                StatisticsAttacks::readable,
                t -> t.attackerCommits(
                        refused().unlessKnown(WHOSE),
                        "set local enable_indexscan = off",
                        "set local enable_bitmapscan = off",
                        "explain (analyze, costs off, timing off, summary off) select * from " + t.sql())));
        attacks.add(onTables(
                "S1",
                "place and transaction of A's own row among everybody's",
                StatisticsAttacks::readable,
                t -> t.attackerCommits(
                        refused().unlessKnown("ctid and xmin are part of each row that one may read"),
                        "select ctid, xmin from " + t.sql() + " where "
                                + t.own().isThisRow())));
        return attacks;
    }

    private static List<Attack> ofDatabase() {
        return List.of(
                once(
                        "S1",
                        "counters of tables, functions, blocks, transactions and the log that may be called",
                        arena -> Attempt.of(nothing(), List.of(COUNTERS))),
                once(
                        "S1",
                        "statistics' own tables",
                        arena -> Attempt.of(refused(), List.of("select stavalues1 from pg_catalog.pg_statistic"))),
                once(
                        "S1",
                        "extended statistics' own tables",
                        arena -> Attempt.of(refused(), List.of("select * from pg_catalog.pg_statistic_ext_data"))),
                once(
                        "S1",
                        "size of the database",
                        arena -> Attempt.of(refused(), List.of("select pg_database_size(current_database())"))),
                once(
                        "S1",
                        "number of everybody's transactions",
                        arena -> Attempt.of(
                                refused().unlessKnown("every snapshot is a range of transaction numbers"),
                                List.of("select pg_current_snapshot()"))));
    }

    private static List<Attack> views(Arena arena) throws SQLException {
        List<Attack> attacks = new ArrayList<>();
        try (Statement statement = arena.administrator().createStatement();
                ResultSet views = statement.executeQuery(VIEWS)) {
            while (views.next()) {
                String view = views.getString(1);
                attacks.add(once(
                        "S1",
                        "everybody's activity in " + view,
                        at -> Attempt.of(refused(), List.of("select * from pg_catalog." + view))));
            }
        }
        return attacks;
    }

    private static boolean readable(TenantTable table) {
        return table.allows(Privilege.SELECT);
    }
}
