package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Expect.noValidScope;
import static com.operanttechnologies.tenancytests.attack.Expect.onlyOwn;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.List;
import java.util.stream.Stream;

/** C6, C7, C9: undoing the binding of a transaction, or changing it in the middle. */
final class RebindingAttacks {

    private RebindingAttacks() {}

    static List<Attack> all() {
        return Stream.concat(undone().stream(), flipped().stream()).toList();
    }

    private static List<Attack> undone() {
        return List.of(
                onTables(
                        "C6",
                        "savepoint that undoes the binding",
                        RebindingAttacks::readable,
                        t -> t.script(
                                noValidScope(),
                                "begin",
                                "savepoint s",
                                t.bindA(),
                                "rollback to savepoint s",
                                "select * from " + t.sql())),
                onTables(
                        "C6",
                        "savepoint round a forged scope",
                        RebindingAttacks::readable,
                        t -> t.script(
                                onlyOwn(),
                                "begin",
                                t.bindA(),
                                "savepoint s",
                                "set local operant.context = " + t.forged(),
                                "rollback to savepoint s",
                                "select * from " + t.sql(),
                                "commit")),
                onTables(
                        "C6",
                        "binding twice",
                        RebindingAttacks::readable,
                        t -> t.script(
                                refused(),
                                "begin",
                                t.bindA(),
                                "select tenancy.bind(" + t.forged() + ", false)",
                                "select * from " + t.sql())),
                onTables(
                        "C6",
                        "binding B's own token after A's",
                        RebindingAttacks::readable,
                        t -> t.script(refused(), "begin", t.bindA(), t.bindB(), "select * from " + t.sql())),
                onTables(
                        "C6",
                        "B's own token after clearing A's",
                        RebindingAttacks::readable,
                        t -> t.script(
                                refused().unlessKnown("a setting can be cleared; only who has B's token can bind it"),
                                "begin",
                                t.bindA(),
                                "set local operant.context = ''",
                                t.bindB(),
                                "select 1")),
                onTables(
                        "C6",
                        "B's own token after binding NULL",
                        RebindingAttacks::readable,
                        t -> t.script(
                                refused(),
                                "begin",
                                t.bindA(),
                                "select tenancy.bind(null, false)",
                                t.bindB(),
                                "select 1")),
                onTables(
                        "C6",
                        "exception block round a forged scope",
                        RebindingAttacks::readable,
                        t -> t.script(
                                onlyOwn().or(refused()),
                                "begin",
                                t.bindA(),
                                "do $$ begin perform set_config('operant.context', " + t.forged()
                                        + ", true); perform 1/0; exception when division_by_zero then null; end $$",
                                "select * from " + t.sql(),
                                "commit")),
                onTables(
                        "C7",
                        "commit and chain",
                        RebindingAttacks::readable,
                        t -> t.script(
                                noValidScope(), "begin", t.bindA(), "commit and chain", "select * from " + t.sql())),
                onTables(
                        "C7",
                        "rollback and chain",
                        RebindingAttacks::readable,
                        t -> t.script(
                                noValidScope(), "begin", t.bindA(), "rollback and chain", "select * from " + t.sql())),
                onTables(
                        "C7",
                        "commit stacked before a statement",
                        RebindingAttacks::readable,
                        t -> t.script(noValidScope(), "begin", t.bindA(), "commit; select * from " + t.sql())),
                onTables(
                        "C7",
                        "commit in an anonymous block",
                        RebindingAttacks::readable,
                        t -> t.script(
                                refusedWith("42501", "2D000"), "begin", t.bindA(), "do $$ begin commit; end $$")));
    }

    private static List<Attack> flipped() {
        return List.of(
                flip(
                        "set_config in a CTE",
                        "with s as materialized (select set_config('operant.context', %s, true)) select t.* from s, %s t"),
                flip(
                        "bind in a CTE",
                        "with s as materialized (select tenancy.bind(%s, false)) select t.* from s, %s t"),
                flip(
                        "set_config in a condition",
                        "select t.* from (select set_config('operant.context', %s, true) offset 0) s, %s t"),
                flip("set_config row by row", "select t.*, set_config('operant.context', %s, true) from %s t"),
                onTables(
                        "C9",
                        "forged scope set between two statements",
                        RebindingAttacks::readable,
                        t -> t.script(
                                noValidScope(),
                                "begin",
                                t.bindA(),
                                "set local operant.context = " + t.forged(),
                                "select * from " + t.sql())));
    }

    private static Attack flip(String title, String sql) {
        return onTables(
                "C9",
                title,
                RebindingAttacks::readable,
                t -> t.attackerCommits(onlyOwn().or(refused()), sql.formatted(t.forged(), t.sql())));
    }

    private static boolean readable(TenantTable table) {
        return table.allows(Privilege.SELECT);
    }
}
