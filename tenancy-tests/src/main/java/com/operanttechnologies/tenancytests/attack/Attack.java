package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A way to break isolation, on each tenant table or once for the database. The ids are those of the catalogue of
 * attacks; several attacks share one.
 */
public final class Attack {

    /** Makes the attempt on a table. */
    interface OnTable {
        Attempt prepare(Target target) throws SQLException;
    }

    /** Makes the attempt on any table, a partition included. */
    interface OnAny {
        Attempt prepare(Arena arena, TenantTable table) throws SQLException;
    }

    /** Makes the attempt on the database. */
    interface OnDatabase {
        Attempt prepare(Arena arena) throws SQLException;
    }

    private final String id;
    private final String title;
    private final Predicate<TenantTable> aims;
    private final @Nullable OnAny onTable;
    private final @Nullable OnDatabase onDatabase;

    private Attack(
            String id,
            String title,
            Predicate<TenantTable> aims,
            @Nullable OnAny onTable,
            @Nullable OnDatabase onDatabase) {
        this.id = id;
        this.title = title;
        this.aims = aims;
        this.onTable = onTable;
        this.onDatabase = onDatabase;
    }

    /** An attack on every table that isn't a partition. */
    static Attack onTables(String id, String title, OnTable attack) {
        return onTables(id, title, table -> true, attack);
    }

    /** An attack on every such table that isn't a partition. */
    static Attack onTables(String id, String title, Predicate<TenantTable> which, OnTable attack) {
        return new Attack(
                id,
                title,
                which.and(table -> !table.partition()),
                (arena, table) -> attack.prepare(Target.of(arena, table)),
                null);
    }

    /** An attack on every partition, which is reached through its parent alone; {@code %s} is the partition. */
    static Attack onPartitions(String id, String title, String sql) {
        return new Attack(
                id,
                title,
                TenantTable::partition,
                (arena, table) -> Attempt.of(
                        Expect.refused(),
                        List.of(
                                "begin",
                                arena.bind(arena.attacker()),
                                sql.formatted(table.name().sql()),
                                "commit")),
                null);
    }

    /** An attack that concerns no table in particular. */
    static Attack once(String id, String title, OnDatabase attack) {
        return new Attack(id, title, table -> false, null, attack);
    }

    /** Its id in the catalogue of attacks, such as {@code W1}. */
    public String id() {
        return id;
    }

    /** What is attempted, in words. */
    public String title() {
        return title;
    }

    /** This attack, aimed at each table that it concerns, or at the database. */
    public List<AimedAttack> aim(Arena arena) {
        OnDatabase once = onDatabase;
        if (once != null) {
            return List.of(AimedAttack.atDatabase(this, arena, once));
        }
        OnAny each = onTable;
        return each == null
                ? List.of()
                : arena.tables().stream()
                        .filter(aims)
                        .map(table -> AimedAttack.atTable(this, arena, table, each))
                        .toList();
    }

    @Override
    public String toString() {
        return id + " " + title;
    }
}
