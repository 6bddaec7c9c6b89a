package com.operanttechnologies.tenancytests.mutation;

import com.operanttechnologies.tenancytests.catalogue.Column;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.List;
import java.util.stream.Stream;

/**
 * Row-level security switched off, owners, grants, and the column that says whose row it is; per table and partition.
 */
final class TableMutants {

    private TableMutants() {}

    static List<Mutant> of(TenantTable table) {
        return Stream.of(security(table), granted(table), customer(table), beside(table))
                .flatMap(each -> each)
                .toList();
    }

    private static Stream<Mutant> security(TenantTable table) {
        String alter = "alter table " + table.name().sql() + " ";
        return Stream.of(
                mutant("ENABLE off", table, alter + "disable row level security"),
                mutant("FORCE off", table, alter + "no force row level security"),
                mutant(
                        "a second, careless policy",
                        table,
                        "create policy careless on " + table.name().sql() + " using (true)"),
                mutant("owned by the runtime role", table, alter + "owner to operant_runtime"),
                mutant(
                        "owned by the runtime role, FORCE off",
                        table,
                        alter + "no force row level security",
                        alter + "owner to operant_runtime"),
                mutant("owned by a superuser", table, alter + "owner to current_user"));
    }

    private static Stream<Mutant> granted(TenantTable table) {
        Stream<Mutant> everywhere = Stream.of(
                        "select on %s to public",
                        "all on %s to public",
                        "truncate on %s to operant_runtime",
                        "references on %s to operant_runtime",
                        "trigger on %s to operant_runtime",
                        "select on %s to operant_runtime with grant option",
                        "select (customer_id) on %s to public")
                .map(grant -> mutant(
                        "granted: " + grant.replace(" on %s", ""),
                        table,
                        "grant " + grant.formatted(table.name().sql())));
        // On a partition even what the parent allows is too much.
        Stream<Mutant> own = Stream.of(Privilege.values())
                .filter(privilege -> table.partition() || !table.allows(privilege))
                .map(privilege -> mutant(
                        "granted: " + privilege + " to operant_runtime",
                        table,
                        "grant " + privilege + " on " + table.name().sql() + " to operant_runtime"));
        return Stream.concat(everywhere, own);
    }

    private static Stream<Mutant> customer(TenantTable table) {
        if (table.partition()) {
            return Stream.empty();
        }
        String alter = "alter table " + table.name().sql() + " alter column customer_id ";
        boolean inPrimaryKey = table.identity().contains(TenantTable.CUSTOMER);
        return Stream.concat(
                Stream.of(
                        mutant("customer_id without its default", table, alter + "drop default"),
                        mutant("customer_id with another default", table, alter + "set default gen_random_uuid()")),
                inPrimaryKey
                        ? Stream.empty()
                        : Stream.of(mutant("customer_id nullable", table, alter + "drop not null")));
    }

    /** Objects next to the table through which its rows can be had. */
    private static Stream<Mutant> beside(TenantTable table) {
        if (table.partition()) {
            return Stream.empty();
        }
        String name = table.name().sql();
        String schema = Sql.identifier(table.name().schema());
        String grant = "grant select on " + schema + ".careless to operant_runtime";
        return Stream.of(
                mutant(
                        "a view that runs with its owner's rights",
                        table,
                        "create view " + schema + ".careless as select * from " + name,
                        grant),
                mutant(
                        "a materialized view",
                        table,
                        "create materialized view " + schema + ".careless as select * from " + name,
                        grant),
                mutant(
                        "a copy of the table",
                        table,
                        "create table " + schema + ".careless as select * from " + name,
                        grant),
                mutant(
                        "a table made like it",
                        table,
                        "create table " + schema + ".careless (like " + name + " including all)",
                        grant),
                mutant(
                        "a table that inherits from it",
                        table,
                        "create table " + schema + ".careless () inherits (" + name + ")",
                        grant),
                mutant(
                        "a definer function that returns its rows",
                        table,
                        "create function " + schema + ".careless() returns setof " + name
                                + " language sql security definer return (select row(t.*)::" + name + " from " + name
                                + " t limit 1)",
                        "grant execute on function " + schema + ".careless() to operant_runtime"),
                mutant(
                        "a trigger that runs as its owner",
                        table,
                        "create function " + schema + ".careless() returns trigger language plpgsql security definer"
                                + " as 'begin return new; end'",
                        "create trigger careless before insert on " + name + " for each row execute function " + schema
                                + ".careless()"),
                mutant("a rule", table, "create rule careless as on insert to " + name + " do also select 1"),
                mutant("a publication", table, "create publication careless for table " + name),
                mutant("an index that doesn't lead with the Customer", table, index(table)),
                mutant(
                        "texts of which the planner keeps statistics",
                        table,
                        "alter table " + name + " add column careless text"),
                mutant(
                        "a number that all Customers count",
                        table,
                        "alter table " + name + " add column careless bigint generated by default as identity"));
    }

    private static String index(TenantTable table) {
        String column = table.columns().stream()
                .map(Column::name)
                .filter(each -> !each.equals(TenantTable.CUSTOMER))
                .findFirst()
                .orElse(TenantTable.CUSTOMER);
        return "create index careless on " + table.name().sql() + " ("
                + (column.equals(TenantTable.CUSTOMER) ? "(customer_id::text)" : Sql.identifier(column)) + ")";
    }

    private static Mutant mutant(String kind, TenantTable table, String... change) {
        return Mutant.of(kind, table.toString(), change);
    }
}
