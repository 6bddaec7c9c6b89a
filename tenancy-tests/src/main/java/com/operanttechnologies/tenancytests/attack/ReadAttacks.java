package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.onlyOwn;
import static com.operanttechnologies.tenancytests.attack.Expect.value;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.util.List;

/** W1 and S3: statements that read B's rows, and conditions that would tell of them by failing. */
final class ReadAttacks {

    private ReadAttacks() {}

    static List<Attack> all() {
        return List.of(
                onTables(
                        "W1",
                        "select without a condition",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(onlyOwn(), "select * from " + t.sql())),
                onTables(
                        "W1",
                        "select by B's id",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                nothing(),
                                "select * from " + t.sql() + " where "
                                        + t.prey().isThisRow())),
                onTables(
                        "W1",
                        "select with a condition that is always true",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                onlyOwn(), "select * from " + t.sql() + " where customer_id = " + t.b() + " or true")),
                onTables(
                        "W1",
                        "count of what is not A's",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                value("0"), "select count(*) from " + t.sql() + " where customer_id <> " + t.a())),
                onTables(
                        "W1",
                        "union with B's rows",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                onlyOwn(),
                                "select customer_id from " + t.sql() + " union all select customer_id from only "
                                        + t.sql() + " where customer_id = " + t.b())),
                onTables(
                        "W1",
                        "outer join with B's rows",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                nothing(),
                                "select v.* from " + t.sql() + " o left join " + t.sql() + " v on v.customer_id = "
                                        + t.b() + " where v.customer_id is not null")),
                onTables(
                        "W1",
                        "sample of all rows",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(onlyOwn(), "select * from " + t.sql() + " tablesample system (100)")),
                onTables(
                        "W1",
                        "select for update",
                        ReadAttacks::readable,
                        t -> t.attackerRollsBack(
                                t.where(Privilege.UPDATE, onlyOwn()), "select * from " + t.sql() + " for update")),
                onTables(
                        "W1",
                        "key share lock on B's row",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                t.where(Privilege.UPDATE, nothing()),
                                "select * from " + t.sql() + " where "
                                        + t.prey().isThisRow() + " for key share")),
                onTables(
                        "W1",
                        "index scan by B's key",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                nothing(),
                                "set local enable_seqscan = off",
                                "select * from " + t.sql() + " where customer_id = " + t.b() + " order by "
                                        + Sql.identifiers(t.table().identity()))),
                onTables(
                        "S3",
                        "cast of other Customers' rows that would print them",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                nothing(),
                                "select customer_id from " + t.sql() + " t where customer_id <> " + t.a()
                                        + " and (t::text)::integer = 0")),
                onTables(
                        "S3",
                        "cast of any row prints one of A's",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                Expect.refusedWith("22P02"),
                                "select customer_id from " + t.sql() + " t where (t::text)::integer = 0")),
                onTables(
                        "S3",
                        "division by zero for B's rows",
                        ReadAttacks::readable,
                        t -> t.attackerCommits(
                                nothing(),
                                "select customer_id from " + t.sql() + " where 1 / (case when customer_id = " + t.b()
                                        + " then 0 else 1 end) = 0")));
    }

    private static boolean readable(TenantTable table) {
        return table.allows(Privilege.SELECT);
    }
}
