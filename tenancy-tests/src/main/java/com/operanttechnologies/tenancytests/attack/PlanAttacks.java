package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Attack.once;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.onlyOwn;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/** C12, P1 to P4 and R4: what one Customer's turn on a connection leaves to the next: plans, statements, batches. */
final class PlanAttacks {

    private PlanAttacks() {}

    static List<Attack> all() {
        return Stream.of(plans(), stacked(), leftovers()).flatMap(List::stream).toList();
    }

    private static List<Attack> plans() {
        return List.of(
                onTables(
                        "C12",
                        "Customer frozen in a generic plan",
                        PlanAttacks::readable,
                        t -> reused(t, "set plan_cache_mode = force_generic_plan", "select 1")),
                onTables(
                        "C12",
                        "Customer frozen in a custom plan",
                        PlanAttacks::readable,
                        t -> reused(t, "set plan_cache_mode = force_custom_plan", "select 1")),
                onTables(
                        "P1",
                        "statement prepared in B's turn, executed in A's",
                        PlanAttacks::readable,
                        t -> reused(t, "select 1", "select 1")),
                onTables(
                        "R4",
                        "plan made under another role",
                        PlanAttacks::readable,
                        t -> reused(t, "set role operant_runtime", "reset role")),
                once(
                        "C12",
                        "scope functions that are not STABLE, without a fixed path or not the owner's",
                        arena -> Attempt.of(
                                nothing(),
                                List.of("select p.oid::regprocedure from pg_catalog.pg_proc p"
                                        + " where p.pronamespace = 'tenancy'::regnamespace"
                                        + " and p.proname in ('current_customer', 'current_actor')"
                                        + " and (p.provolatile <> 's' or not p.prosecdef or p.proparallel <> 's'"
                                        + " or 'search_path=pg_catalog, pg_temp' <> all (coalesce(p.proconfig, '{\"\"}'))"
                                        + " or pg_has_role(session_user, p.proowner, 'member'))"))));
    }

    /** B prepares and executes; then A executes the same statement, on the same connection. */
    private static Attempt reused(Target t, String before, String between) throws SQLException {
        return t.script(
                onlyOwn(),
                before,
                "begin",
                t.arena().bind(t.arena().victim()),
                "prepare s as select * from " + t.sql(),
                "execute s",
                "commit",
                between,
                "begin",
                t.arena().bind(t.arena().attacker()),
                "execute s",
                "commit");
    }

    private static List<Attack> stacked() {
        return List.of(
                onTables(
                        "P2",
                        "stacked write on B's row",
                        t -> t.attackerCommits(
                                t.where(Privilege.DELETE, Expect.rows(1)),
                                "select 1; delete from " + t.sql() + " where "
                                        + t.prey().isThisRow())),
                onTables(
                        "P2",
                        "stacked commit and unbound write",
                        t -> t.attackerCommits(
                                refused(), "select 1; commit; update " + t.sql() + " set " + t.sameValue())),
                onTables("P4", "batch that mixes Customers", PlanAttacks::writable, t -> {
                    String own = t.ownDraft().insert();
                    String foreign = t.foreignDraft().insert();
                    List<String> script =
                            List.of("begin", t.arena().bind(t.arena().attacker()), foreign, own, "commit");
                    return new Attempt(
                            script,
                            connection -> {
                                Attempt.execute(connection, script.subList(0, 2));
                                try (Statement statement = connection.createStatement()) {
                                    statement.addBatch(foreign);
                                    statement.addBatch(own);
                                    statement.executeBatch();
                                }
                                return Attempt.execute(connection, List.of("commit"));
                            },
                            refused(),
                            List.of());
                }));
    }

    private static List<Attack> leftovers() {
        Stream<Attack> refusable = Stream.of(
                        "create temporary table trap (x text)",
                        "create temporary view trap as select 1",
                        "create table pg_temp.trap (x text)",
                        "select pg_advisory_lock(1)",
                        "select pg_try_advisory_xact_lock(1)",
                        "select pg_export_snapshot()",
                        "select pg_notify('channel', 'x')",
                        "select set_config('search_path', 'pg_temp', false)")
                .map(sql -> leftover(sql, refused()));
        Expectation own = refused().unlessKnown("a session's own state can't be refused; the layer resets it");
        Stream<Attack> unavoidable = Stream.of(
                        "set search_path = pg_temp",
                        "set statement_timeout = '1ms'",
                        "set default_transaction_read_only = on",
                        "listen channel",
                        "notify channel, 'x'",
                        "prepare trap as select 1")
                .map(sql -> leftover(sql, own));
        return Stream.concat(refusable, unavoidable).toList();
    }

    private static Attack leftover(String sql, Expectation expectation) {
        return once("P3", "leftover: " + sql, arena -> Attempt.of(expectation, List.of(sql)));
    }

    private static boolean readable(TenantTable table) {
        return table.allows(Privilege.SELECT);
    }

    private static boolean writable(TenantTable table) {
        return table.allows(Privilege.INSERT);
    }
}
