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

/** C1 to C5 and C8: working without a scope, or under one that somebody has left. */
final class ContextAttacks {

    private ContextAttacks() {}

    static List<Attack> all() {
        return Stream.of(absent(), left()).flatMap(List::stream).toList();
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
                        t -> t.script(noValidScope(), "begin", t.bindA(), "commit", "select * from " + t.sql())),
                onTables(
                        "C2",
                        "select after a rollback",
                        ContextAttacks::readable,
                        t -> t.script(noValidScope(), "begin", t.bindA(), "rollback", "select * from " + t.sql())),
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
                        t -> t.script(refused(), t.setA(), "begin", t.bindB(), "select * from " + t.sql(), "commit")),
                onTables(
                        "C4",
                        "forged scope left in the session",
                        ContextAttacks::readable,
                        t -> t.script(
                                refused(),
                                "set operant.context = " + t.forged(),
                                "begin",
                                t.bindA(),
                                "select * from " + t.sql())),
                onTables(
                        "C5",
                        "fall back to the session's scope after a commit",
                        ContextAttacks::readable,
                        t -> t.script(
                                refused(),
                                t.setA(),
                                "begin",
                                t.bindA(),
                                "commit",
                                "begin",
                                t.bindB(),
                                "select * from " + t.sql())),
                onTables(
                        "C8",
                        "cursor read after the transaction",
                        ContextAttacks::readable,
                        t -> t.script(
                                refusedWith("34000"),
                                "begin",
                                t.bindA(),
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
                                t.bindA(),
                                "fetch all from c",
                                "commit")),
                onTables(
                        "C8",
                        "cursor of A read under a forged scope",
                        ContextAttacks::readable,
                        t -> t.script(
                                onlyOwn().or(refused()),
                                "begin",
                                t.bindA(),
                                "declare c cursor for select * from " + t.sql(),
                                "set local operant.context = " + t.forged(),
                                "fetch all from c",
                                "commit")),
                onTables(
                        "C8",
                        "holdable cursor holds A's rows alone",
                        ContextAttacks::readable,
                        t -> t.script(
                                onlyOwn(),
                                "begin",
                                t.bindA(),
                                "declare c cursor with hold for select * from " + t.sql(),
                                "commit",
                                "fetch all from c")));
    }

    private static boolean readable(TenantTable table) {
        return table.allows(Privilege.SELECT);
    }

    private static boolean writable(TenantTable table) {
        return table.allows(Privilege.INSERT);
    }
}
