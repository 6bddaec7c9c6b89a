package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Expect.noValidScope;
import static com.operanttechnologies.tenancytests.attack.Expect.onlyOwn;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** C1 to C9: getting round the binding of a transaction. */
final class ContextAttacks {

    private ContextAttacks() {}

    static List<Attack> all() {
        return Stream.of(absent(), left(), undone(), flipped())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Attack> absent() {
        return List.of(
                onTables(
                        "C1",
                        "select without a scope",
                        ContextAttacks::readable,
                        t -> t.script(noValidScope(), "select * from " + t.sql())),
                onTables(
                        "C1",
                        "insert without a scope",
                        ContextAttacks::writable,
                        t -> t.script(noValidScope(), t.foreignDraft().insert())),
                onTables(
                        "C1",
                        "update without a scope",
                        table -> table.allows(Privilege.UPDATE),
                        t -> t.script(noValidScope(), "update " + t.sql() + " set " + t.sameValue())),
                onTables(
                        "C1",
                        "delete without a scope",
                        table -> table.allows(Privilege.DELETE),
                        t -> t.script(noValidScope(), "delete from " + t.sql())),
                onTables(
                        "C2",
                        "select after the transaction has ended",
                        ContextAttacks::readable,
                        t -> t.script(noValidScope(), "begin", bindA(t), "commit", "select * from " + t.sql())),
                onTables(
                        "C2",
                        "select after a rollback",
                        ContextAttacks::readable,
                        t -> t.script(noValidScope(), "begin", bindA(t), "rollback", "select * from " + t.sql())),
                onTables(
                        "C3",
                        "malformed value for the session",
                        ContextAttacks::readable,
                        t -> t.script(
                                        noValidScope(),
                                        "set operant.context = 'malformed-value'",
                                        "select * from " + t.sql())
                                .withoutRepeating("malformed-value")));
    }

    private static List<Attack> left() {
        return List.of(
                onTables(
                        "C4",
                        "scope of A left in the session for B",
                        ContextAttacks::readable,
                        t -> t.script(refused(), setA(t), "begin", bindB(t), "select * from " + t.sql(), "commit")),
                onTables(
                        "C4",
                        "forged scope left in the session",
                        ContextAttacks::readable,
                        t -> t.script(
                                refused(),
                                "set operant.context = " + forged(t),
                                "begin",
                                bindA(t),
                                "select * from " + t.sql())),
                onTables(
                        "C5",
                        "fall back to the session's scope after a commit",
                        ContextAttacks::readable,
                        t -> t.script(
                                refused(),
                                setA(t),
                                "begin",
                                bindA(t),
                                "commit",
                                "begin",
                                bindB(t),
                                "select * from " + t.sql())),
                onTables(
                        "C8",
                        "cursor read after the transaction",
                        ContextAttacks::readable,
                        t -> t.script(
                                refusedWith("34000"),
                                "begin",
                                bindA(t),
                                "declare c cursor for select * from " + t.sql(),
                                "commit",
                                "fetch all from c")),
                onTables(
                        "C8",
                        "cursor opened before the scope",
                        ContextAttacks::readable,
                        t -> t.script(
                                onlyOwn().or(refused()),
                                "begin",
                                "declare c cursor for select * from " + t.sql(),
                                bindA(t),
                                "fetch all from c",
                                "commit")),
                onTables(
                        "C8",
                        "cursor of A read under a forged scope",
                        ContextAttacks::readable,
                        t -> t.script(
                                onlyOwn().or(refused()),
                                "begin",
                                bindA(t),
                                "declare c cursor for select * from " + t.sql(),
                                "set local operant.context = " + forged(t),
                                "fetch all from c",
                                "commit")),
                onTables(
                        "C8",
                        "holdable cursor holds A's rows alone",
                        ContextAttacks::readable,
                        t -> t.script(
                                onlyOwn(),
                                "begin",
                                bindA(t),
                                "declare c cursor with hold for select * from " + t.sql(),
                                "commit",
                                "fetch all from c")));
    }

    private static List<Attack> undone() {
        return List.of(
                onTables(
                        "C6",
                        "savepoint that undoes the binding",
                        ContextAttacks::readable,
                        t -> t.script(
                                noValidScope(),
                                "begin",
                                "savepoint s",
                                bindA(t),
                                "rollback to savepoint s",
                                "select * from " + t.sql())),
                onTables(
                        "C6",
                        "savepoint round a forged scope",
                        ContextAttacks::readable,
                        t -> t.script(
                                onlyOwn(),
                                "begin",
                                bindA(t),
                                "savepoint s",
                                "set local operant.context = " + forged(t),
                                "rollback to savepoint s",
                                "select * from " + t.sql(),
                                "commit")),
                onTables(
                        "C6",
                        "binding twice",
                        ContextAttacks::readable,
                        t -> t.script(
                                refused(),
                                "begin",
                                bindA(t),
                                "select tenancy.bind(" + forged(t) + ", false)",
                                "select * from " + t.sql())),
                onTables(
                        "C6",
                        "binding B's own token after A's",
                        ContextAttacks::readable,
                        t -> t.script(refused(), "begin", bindA(t), bindB(t), "select * from " + t.sql())),
                onTables(
                        "C6",
                        "B's own token after clearing A's",
                        ContextAttacks::readable,
                        t -> t.script(
                                refused().unlessKnown("a setting can be cleared; only who has B's token can bind it"),
                                "begin",
                                bindA(t),
                                "set local operant.context = ''",
                                bindB(t),
                                "select 1")),
                onTables(
                        "C6",
                        "B's own token after binding NULL",
                        ContextAttacks::readable,
                        t -> t.script(
                                refused().unlessKnown("bind(NULL) clears A's; only who has B's token can bind it"),
                                "begin",
                                bindA(t),
                                "select tenancy.bind(null, false)",
                                bindB(t),
                                "select 1")),
                onTables(
                        "C6",
                        "exception block round a forged scope",
                        ContextAttacks::readable,
                        t -> t.script(
                                onlyOwn().or(refused()),
                                "begin",
                                bindA(t),
                                "do $$ begin perform set_config('operant.context', " + forged(t)
                                        + ", true); perform 1/0; exception when division_by_zero then null; end $$",
                                "select * from " + t.sql(),
                                "commit")),
                onTables(
                        "C7",
                        "commit and chain",
                        ContextAttacks::readable,
                        t -> t.script(
                                noValidScope(), "begin", bindA(t), "commit and chain", "select * from " + t.sql())),
                onTables(
                        "C7",
                        "rollback and chain",
                        ContextAttacks::readable,
                        t -> t.script(
                                noValidScope(), "begin", bindA(t), "rollback and chain", "select * from " + t.sql())),
                onTables(
                        "C7",
                        "commit stacked before a statement",
                        ContextAttacks::readable,
                        t -> t.script(noValidScope(), "begin", bindA(t), "commit; select * from " + t.sql())),
                onTables(
                        "C7",
                        "commit in an anonymous block",
                        ContextAttacks::readable,
                        t -> t.script(refusedWith("42501", "2D000"), "begin", bindA(t), "do $$ begin commit; end $$")));
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
                        ContextAttacks::readable,
                        t -> t.script(
                                noValidScope(),
                                "begin",
                                bindA(t),
                                "set local operant.context = " + forged(t),
                                "select * from " + t.sql())));
    }

    private static Attack flip(String title, String sql) {
        return onTables(
                "C9",
                title,
                ContextAttacks::readable,
                t -> t.attackerCommits(onlyOwn().or(refused()), sql.formatted(forged(t), t.sql())));
    }

    private static boolean readable(TenantTable table) {
        return table.allows(Privilege.SELECT);
    }

    private static boolean writable(TenantTable table) {
        return table.allows(Privilege.INSERT);
    }

    private static String bindA(Target t) throws SQLException {
        return t.arena().bind(t.arena().attacker());
    }

    private static String bindB(Target t) throws SQLException {
        return t.arena().bind(t.arena().victim());
    }

    /** A's own token for the whole session: an injected SET can do that, so what follows must not be B's work. */
    private static String setA(Target t) throws SQLException {
        return "set operant.context = " + Sql.literal(t.arena().token(t.arena().attacker()));
    }

    /** What A can make of A's token: everything right for B but the code. */
    private static String forged(Target t) throws SQLException {
        return Sql.literal(t.arena()
                .token(t.arena().attacker())
                .replace(t.arena().attacker().toString(), t.arena().victim().toString()));
    }
}
