package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Expect.rows;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.List;
import java.util.function.Predicate;

/** L1: no attack, but A's own work, which must succeed: a database that denies everything isolates nobody. */
final class LiveAttacks {

    private LiveAttacks() {}

    static List<Attack> all() {
        return List.of(
                onTables(
                        "L1",
                        "A reads A's own row",
                        allowed(Privilege.SELECT),
                        t -> t.attackerCommits(
                                rows(1),
                                "select * from " + t.sql() + " where " + t.own().isThisRow())),
                onTables(
                        "L1",
                        "A inserts a row",
                        LiveAttacks::takesAnother,
                        t -> t.attackerRollsBack(rows(1), t.ownDraft().insert())),
                onTables(
                        "L1",
                        "A updates A's own row",
                        allowed(Privilege.UPDATE),
                        t -> t.attackerRollsBack(
                                rows(1),
                                "update " + t.sql() + " set " + t.sameValue() + " where "
                                        + t.own().isThisRow())),
                onTables(
                        "L1",
                        "A deletes A's own row",
                        allowed(Privilege.DELETE),
                        t -> t.attackerRollsBack(
                                rows(1).or(Expect.refusedWith("23503")),
                                "delete from " + t.sql() + " where " + t.own().isThisRow())));
    }

    private static Predicate<TenantTable> allowed(Privilege privilege) {
        return table -> table.allows(privilege);
    }

    private static boolean takesAnother(TenantTable table) {
        return table.allows(Privilege.INSERT) && table.identity().size() > 1;
    }
}
