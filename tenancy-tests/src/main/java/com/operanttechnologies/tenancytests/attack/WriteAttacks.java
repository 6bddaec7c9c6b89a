package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Expect.nothing;
import static com.operanttechnologies.tenancytests.attack.Expect.onlyOwn;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;

import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.rows.RowDraft;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** W1: statements that write B's rows, in every form that SQL has for it. */
final class WriteAttacks {

    private WriteAttacks() {}

    static List<Attack> all() {
        return List.of(
                onTables(
                        "W1",
                        "update moving a row to B",
                        t -> t.attackerCommits(
                                refused(),
                                "update " + t.sql() + " set customer_id = " + t.b() + " where "
                                        + t.own().isThisRow())),
                onTables(
                        "W1",
                        "update moving all rows to B",
                        t -> t.attackerCommits(refused(), "update " + t.sql() + " set customer_id = " + t.b())),
                onTables(
                        "W1",
                        "insert as B",
                        t -> t.attackerCommits(refused(), t.foreignDraft().insert())),
                onTables(
                        "W1",
                        "insert as B, returning",
                        t -> t.attackerCommits(refused(), t.foreignDraft().insert() + " returning *")),
                onTables("W1", "insert of A's own row copied to B", t -> t.attackerCommits(refused(), copyToB(t))),
                onTables(
                        "W1",
                        "insert of a row of A and a row of B at once",
                        WriteAttacks::holdsMany,
                        t -> t.attackerCommits(refused(), t.ownDraft().insert() + ", (" + sameColumns(t) + ")")),
                onTables(
                        "W1",
                        "update by B's id",
                        t -> t.attackerCommits(
                                t.where(Privilege.UPDATE, nothing()),
                                "update " + t.sql() + " set " + t.sameValue() + " where "
                                        + t.prey().isThisRow())),
                onTables(
                        "W1",
                        "update by B's id, returning",
                        t -> t.attackerCommits(
                                t.where(Privilege.UPDATE, nothing()),
                                "update " + t.sql() + " set " + t.sameValue() + " where "
                                        + t.prey().isThisRow() + " returning *")),
                onTables(
                        "W1",
                        "update of all that is not A's",
                        t -> t.attackerCommits(
                                t.where(Privilege.UPDATE, nothing()),
                                "update " + t.sql() + " set " + t.sameValue() + " where customer_id <> " + t.a())),
                onTables(
                        "W1",
                        "update without a condition",
                        t -> t.attackerRollsBack(
                                t.where(Privilege.UPDATE, onlyOwn()),
                                "update " + t.sql() + " set " + t.sameValue() + " returning *")),
                onTables(
                        "W1",
                        "update joined with B's rows",
                        t -> t.attackerCommits(
                                t.where(Privilege.UPDATE, nothing()),
                                "update " + t.sql() + " set " + t.sameValue() + " from " + t.sql()
                                        + " v where v.customer_id = " + t.b())),
                onTables(
                        "W1",
                        "update in a CTE",
                        t -> t.attackerCommits(
                                t.where(Privilege.UPDATE, nothing()),
                                "with w as (update " + t.sql() + " set " + t.sameValue() + " where customer_id = "
                                        + t.b() + " returning *) select * from w")),
                onTables(
                        "W1",
                        "delete by B's id",
                        t -> t.attackerCommits(
                                t.where(Privilege.DELETE, nothing()),
                                "delete from " + t.sql() + " where " + t.prey().isThisRow())),
                onTables(
                        "W1",
                        "delete of all that is not A's, returning",
                        t -> t.attackerCommits(
                                t.where(Privilege.DELETE, nothing()),
                                "delete from " + t.sql() + " where customer_id <> " + t.a() + " returning *")),
                onTables(
                        "W1",
                        "delete without a condition",
                        t -> t.attackerRollsBack(
                                t.where(Privilege.DELETE, onlyOwn().or(refusedWith("23503"))),
                                "delete from " + t.sql() + " returning *")),
                onTables(
                        "W1",
                        "delete using B's rows",
                        t -> t.attackerCommits(
                                t.where(Privilege.DELETE, nothing()),
                                "delete from " + t.sql() + " t using " + t.sql() + " v where v.customer_id = "
                                        + t.b())),
                onTables(
                        "W1",
                        "delete in a CTE",
                        t -> t.attackerCommits(
                                t.where(Privilege.DELETE, nothing()),
                                "with w as (delete from " + t.sql() + " where customer_id = " + t.b()
                                        + " returning *) select * from w")),
                onTables(
                        "W1",
                        "merge updating B's row",
                        t -> t.attackerCommits(
                                t.where(Privilege.UPDATE, nothing()),
                                merge(t) + "when matched then update set " + mergeValue(t))),
                onTables(
                        "W1",
                        "merge deleting B's row",
                        t -> t.attackerCommits(
                                t.where(Privilege.DELETE, nothing()), merge(t) + "when matched then delete")),
                onTables("W1", "merge inserting a row of B", t -> {
                    RowDraft draft = t.foreignDraft();
                    return t.attackerCommits(
                            refused(),
                            merge(t) + "when not matched then insert (" + draft.columns() + ") values ("
                                    + draft.expressions() + ")");
                }));
    }

    /** A second row of A's own would be a duplicate where a Customer has one. */
    private static boolean holdsMany(TenantTable table) {
        return table.identity().size() > 1;
    }

    private static String merge(Target t) {
        return "merge into " + t.sql() + " t using (values (" + t.b() + ")) v (b) on t.customer_id = v.b ";
    }

    private static String mergeValue(Target t) {
        String column = Sql.identifier(t.table().plainColumn());
        return column + " = t." + column;
    }

    private static String copyToB(Target t) throws SQLException {
        RowDraft draft = t.ownDraft().with(TenantTable.CUSTOMER, t.b());
        String values = draft.values().keySet().stream()
                .map(column -> column.equals(TenantTable.CUSTOMER) ? t.b() : Sql.identifier(column))
                .collect(Collectors.joining(", "));
        return "insert into " + t.sql() + " (" + draft.columns() + ") select " + values + " from " + t.sql() + " where "
                + t.own().isThisRow();
    }

    /** B's values in the order of A's columns, with a default where B's row has none. */
    private static String sameColumns(Target t) throws SQLException {
        RowDraft draft = t.ownDraft();
        RowDraft foreign = t.foreignDraft();
        return draft.values().keySet().stream()
                .map(column -> foreign.values().getOrDefault(column, "default"))
                .collect(Collectors.joining(", "));
    }
}
