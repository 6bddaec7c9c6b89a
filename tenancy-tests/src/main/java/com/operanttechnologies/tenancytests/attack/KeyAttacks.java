package com.operanttechnologies.tenancytests.attack;

import static com.operanttechnologies.tenancytests.attack.Attack.onTables;
import static com.operanttechnologies.tenancytests.attack.Expect.refused;
import static com.operanttechnologies.tenancytests.attack.Expect.refusedWith;
import static com.operanttechnologies.tenancytests.attack.Expect.rows;

import com.operanttechnologies.tenancytests.catalogue.ForeignKey;
import com.operanttechnologies.tenancytests.catalogue.Privilege;
import com.operanttechnologies.tenancytests.catalogue.Sql;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import com.operanttechnologies.tenancytests.catalogue.UniqueKey;
import com.operanttechnologies.tenancytests.rows.RowDraft;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * W3, K1, K2: keys tell of other Customers' rows where they don't lead with the Customer. A row of A that repeats all
 * other values of B's key must go in as any new row does, or find no parent.
 */
final class KeyAttacks {

    private KeyAttacks() {}

    static List<Attack> all() {
        return List.of(
                onTables(
                        "K1",
                        "duplicate of B's key under A",
                        KeyAttacks::hasOwnKeys,
                        t -> t.attackerRollsBack(
                                t.where(Privilege.INSERT, asNew()), eachKey(t, draft -> draft.insert()))),
                onTables("K1", "waiting for B's uncommitted row", KeyAttacks::hasOwnKeys, KeyAttacks::waiting),
                onTables(
                        "K2",
                        "child row that points at B's parent",
                        KeyAttacks::hasParents,
                        KeyAttacks::foreignParents),
                onTables(
                        "K2",
                        "update that points at B's parent",
                        KeyAttacks::hasParents,
                        // 23514 where a rule of the table lets the key change at no time. The insert above proves the
                        // key.
                        t -> t.attackerRollsBack(
                                t.where(
                                        Privilege.UPDATE,
                                        movable(t).isEmpty() ? refusedWith("42501") : refusedWith("23503", "23514")),
                                moves(t))),
                onTables(
                        "W3",
                        "upsert on B's row, doing nothing",
                        t -> t.attackerCommits(
                                refused(),
                                t.foreignDraft()
                                                .with(t.prey(), t.table().identity())
                                                .insert() + " on conflict do nothing")),
                onTables(
                        "W3",
                        "upsert on B's row, updating it",
                        t -> t.attackerCommits(
                                refused(),
                                upsert(
                                        t,
                                        t.foreignDraft()
                                                .with(t.prey(), t.table().identity())))),
                onTables(
                        "W3",
                        "upsert of A's row with B's other key values",
                        KeyAttacks::hasOwnKeys,
                        t -> t.attackerRollsBack(
                                t.where(Privilege.INSERT, asNew()),
                                eachKey(t, draft -> draft.insert() + " on conflict do nothing"))),
                onTables(
                        "W3",
                        "updating upsert of A's row with B's other key values",
                        KeyAttacks::hasOwnKeys,
                        t -> t.attackerRollsBack(
                                t.where(Privilege.UPDATE, asNew()),
                                eachKey(t, draft -> upsert(t, draft) + " returning customer_id"))),
                onTables(
                        "W3",
                        "upsert that moves A's row to B",
                        t -> t.attackerCommits(
                                refused(),
                                t.ownDraft().with(t.own(), t.table().identity()).insert() + " on conflict ("
                                        + Sql.identifiers(t.table().identity()) + ") do update set customer_id = "
                                        + t.b())));
    }

    private static Expectation asNew() {
        return rows(1).or(refusedWith("23503"));
    }

    /** Whether any key has more than the Customer in it: without that nobody's value can be repeated. */
    private static boolean hasOwnKeys(TenantTable table) {
        return table.keys().stream().anyMatch(KeyAttacks::isMoreThanCustomer);
    }

    private static boolean isMoreThanCustomer(UniqueKey key) {
        return key.columns().size() > 1 || !key.columns().contains(TenantTable.CUSTOMER);
    }

    private static boolean hasParents(TenantTable table) {
        return !table.parents().isEmpty();
    }

    /** Only the last statement's answer counts, so each key is undone before the next is tried. */
    private static String[] eachKey(Target t, Function<RowDraft, String> statement) throws SQLException {
        RowDraft draft = t.ownDraft();
        List<String> statements = new ArrayList<>();
        for (UniqueKey key : t.table().keys()) {
            if (isMoreThanCustomer(key)) {
                if (!statements.isEmpty()) {
                    statements.add("rollback to savepoint each");
                }
                statements.add("savepoint each");
                statements.add(statement.apply(draft.with(t.prey(), withoutCustomer(key.columns()))));
            }
        }
        return statements.toArray(String[]::new);
    }

    private static List<String> withoutCustomer(List<String> columns) {
        return columns.stream()
                .filter(column -> !column.equals(TenantTable.CUSTOMER))
                .toList();
    }

    private static String upsert(Target t, RowDraft draft) {
        String column = Sql.identifier(t.table().plainColumn());
        return draft.insert() + " on conflict (" + Sql.identifiers(t.table().identity()) + ") do update set " + column
                + " = excluded." + column;
    }

    /**
     * Each foreign key is tried by itself, and each must be what refuses, unless B's values happen to be those of A's
     * own row: then the unique key is asked first, and is A's own, as K1 proves.
     */
    private static Attempt foreignParents(Target t) throws SQLException {
        RowDraft draft = t.ownDraft();
        List<String> script = new ArrayList<>(List.of("begin", t.bindA()));
        for (ForeignKey key : t.table().parents()) {
            script.add(draft.with(t.prey(), withoutCustomer(key.columns())).insert());
        }
        script.add("rollback");
        Set<String> refused = Set.of("23503", "23505");
        return new Attempt(
                script,
                connection -> {
                    Attempt.execute(connection, script.subList(0, 2));
                    Answer answer = Answer.NOTHING;
                    for (String insert : script.subList(2, script.size() - 1)) {
                        answer = Attempt.alone(connection, insert);
                        if (!refused.contains(answer.state())) {
                            break;
                        }
                    }
                    Attempt.execute(connection, List.of("rollback"));
                    return answer;
                },
                t.where(Privilege.INSERT, refusedWith("23503", "23505")),
                List.of());
    }

    /** Foreign keys that an update may change at all; the others are a matter of grants. */
    private static List<ForeignKey> movable(Target t) {
        return t.table().parents().stream()
                .filter(key -> withoutCustomer(key.columns()).stream().allMatch(t.table()::isChangeable))
                .toList();
    }

    private static String[] moves(Target t) {
        return (movable(t).isEmpty() ? t.table().parents() : movable(t))
                .stream()
                        .map(key -> {
                            Stream<String> values = withoutCustomer(key.columns()).stream()
                                    .map(column -> Sql.identifier(column) + " = "
                                            + t.prey().sql(column));
                            return "update " + t.sql() + " set " + String.join(", ", values.toList()) + " where "
                                    + t.own().isThisRow();
                        })
                        .toArray(String[]::new);
    }

    /** B inserts and doesn't commit; A inserts the same key values under A, and must not have to wait for B. */
    private static Attempt waiting(Target t) throws SQLException {
        RowDraft foreign = t.foreignDraft();
        RowDraft own = t.ownDraft();
        for (UniqueKey key : t.table().keys()) {
            for (String column : t.table().tiedTo(withoutCustomer(key.columns()))) {
                String value = foreign.values().get(column);
                if (value != null && t.table().isGiven(column)) {
                    own = own.with(column, value);
                }
            }
        }
        List<String> script = List.of(
                "begin",
                t.arena().bind(t.arena().attacker()),
                "set local lock_timeout = '300ms'",
                own.insert(),
                "rollback");
        return new Attempt(
                script,
                connection -> {
                    try (Connection victim = t.arena().runtime()) {
                        Attempt.execute(
                                victim,
                                List.of("begin", t.arena().bind(t.arena().victim())));
                        if (t.table().allows(Privilege.INSERT)) {
                            Attempt.execute(victim, List.of(foreign.insert()));
                        }
                        return Attempt.execute(connection, script);
                    }
                },
                t.where(Privilege.INSERT, asNew()),
                List.of());
    }
}
