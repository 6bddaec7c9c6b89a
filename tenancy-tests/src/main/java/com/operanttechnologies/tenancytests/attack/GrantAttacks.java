package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.value;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** R5, R6: what a role could do beyond rows if it were granted, which it isn't. */
final class GrantAttacks {

    /** The table is {@code %1$s}, its schema {@code %2$s}. */
    private static final Map<String, String> ON_TABLES = Map.ofEntries(
            Map.entry("truncate", "truncate %1$s cascade"),
            Map.entry("dropping the table", "drop table %1$s cascade"),
            Map.entry("disabling row-level security", "alter table %1$s disable row level security"),
            Map.entry("lifting FORCE", "alter table %1$s no force row level security"),
            Map.entry("dropping the policy", "drop policy tenant on %1$s"),
            Map.entry("dropping the fence", "drop policy tenant_fence on %1$s"),
            Map.entry("loosening the policy", "alter policy tenant on %1$s using (true)"),
            Map.entry("another policy", "create policy open on %1$s for all to public using (true)"),
            Map.entry("taking the table over", "alter table %1$s owner to current_user"),
            Map.entry("trigger", "create trigger t before insert on %1$s execute function tenancy.current_actor()"),
            Map.entry("rule", "create rule r as on insert to %1$s do also select 1"),
            Map.entry("index", "create index on %1$s (customer_id)"),
            Map.entry("column", "alter table %1$s add column x text"),
            Map.entry("copy of the table without its protection", "create table %2$s.stolen as select * from %1$s"),
            Map.entry("view", "create view %2$s.stolen as select * from %1$s"),
            Map.entry("child table", "create table %2$s.child () inherits (%1$s)"),
            Map.entry("reference from a table of one's own", "create table %2$s.probe (c uuid references %1$s)"),
            Map.entry("comment", "comment on table %1$s is 'A was here'"));

    private GrantAttacks() {}

    static List<Attack> all() {
        Stream<Attack> ddl = ON_TABLES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> onTables(
                        "R6",
                        each.getKey(),
                        t -> t.attackerCommits(
                                refused(),
                                each.getValue()
                                        .formatted(
                                                t.sql(),
                                                Sql.identifier(t.table().name().schema())))));
        Stream<Attack> never = Stream.of(Privilege.values()).map(GrantAttacks::notGranted);
        return Stream.of(ddl, never, others()).flatMap(each -> each).toList();
    }

    /** What the role may not do on the table, it may not do to its own row either. */
    private static Attack notGranted(Privilege privilege) {
        return onTables(
                "R6", privilege + " on A's own row, which isn't granted", table -> !table.allows(privilege), t -> {
                    String where = " where " + t.own().isThisRow();
                    return t.attackerRollsBack(
                            refused(),
                            switch (privilege) {
                                case SELECT -> "select * from " + t.sql() + where;
                                case INSERT -> t.ownDraft().insert();
                                case UPDATE -> "update " + t.sql() + " set " + t.sameValue() + where;
                                case DELETE -> "delete from " + t.sql() + where;
                            });
                });
    }

    private static Stream<Attack> others() {
        return Stream.of(
                onTables(
                        "R6",
                        "granting to PUBLIC what one has",
                        t -> t.attackerRollsBack(
                                value("0").or(refused()),
                                "grant all on " + t.sql() + " to public",
                                "select count(*) from pg_catalog.pg_class c, aclexplode(c.relacl) g where c.oid = '"
                                        + t.sql() + "'::regclass and g.grantee = 0")),
                onTables(
                        "R6",
                        "lock on the whole table",
                        GrantAttacks::unchangeable,
                        t -> t.attackerRollsBack(
                                refused(), "lock table " + t.sql() + " in access exclusive mode nowait")),
                onTables(
                        "R6",
                        "lock on the whole table",
                        table -> !unchangeable(table),
                        t -> t.attackerRollsBack(
                                refused().unlessKnown("who may update or delete may lock; the layer refuses LOCK"),
                                "lock table " + t.sql() + " in access exclusive mode nowait")),
                once(
                        "R6",
                        "dropping what roles have that one is a member of, and with it policies of every Customer's",
                        GrantAttacks::droppingOwned),
                onTables(
                        "R6",
                        "newest version of a row by its place, whosever it is",
                        t -> t.attackerCommits(
                                refused(), "select currtid2(" + Sql.literal(t.sql()) + ", '(0,1)'::tid)")),
                once(
                        "R5",
                        "functions that PUBLIC may execute",
                        arena -> Attempt.of(
                                nothing(),
                                List.of("select p.oid::regprocedure from pg_catalog.pg_proc p"
                                        + " where p.pronamespace::regnamespace::text not in ('pg_catalog', 'information_schema')"
                                        + " and exists (select from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) g"
                                        + " where g.grantee = 0)"))),
                once(
                        "R5",
                        "schemas that PUBLIC or the runtime role may create in",
                        arena -> Attempt.of(
                                nothing(),
                                List.of(
                                        "select n.nspname from pg_catalog.pg_namespace n"
                                                + " where has_schema_privilege(session_user, n.oid, 'CREATE') and n.nspname !~ '^pg_temp'"))));
    }

    /** A's own rows have to be there afterwards, in each table. */
    private static Attempt droppingOwned(Arena arena) throws SQLException {
        List<String> own = new ArrayList<>();
        for (TenantTable table : arena.tables()) {
            if (table.allows(Privilege.SELECT) && !table.partition()) {
                Target target = Target.of(arena, table);
                own.add("select from " + target.sql() + " where " + target.own().isThisRow());
            }
        }
        List<String> script = new ArrayList<>(List.of("begin", arena.bind(arena.attacker())));
        try (Connection runtime = arena.runtime()) {
            // Of a predefined one nothing can be dropped.
            Attempt.execute(
                            runtime,
                            List.of("select rolname from pg_catalog.pg_roles where pg_has_role(oid, 'usage')"
                                    + " and rolname !~ '^pg_' order by rolname"))
                    .rows()
                    .forEach(row -> script.add("drop owned by " + Sql.identifier(row.get(0))));
        }
        script.add("select count(*) from (" + String.join(" union all ", own) + ") own");
        script.add("rollback");
        return Attempt.of(value(Integer.toString(own.size())), script);
    }

    private static boolean unchangeable(TenantTable table) {
        return !table.allows(Privilege.UPDATE) && !table.allows(Privilege.DELETE);
    }
}
