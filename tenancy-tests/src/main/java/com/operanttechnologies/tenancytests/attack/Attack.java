package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A way to break isolation, on each tenant table or once for the database. Immutable; safe for use by several threads,
 * which an {@link Arena} isn't.
 *
 * <p>The suite's own have ids of the catalogue of attacks, such as {@code W1}, and several share one. Give yours ids of
 * your own, such as {@code SIG-1}: reports and tests name an attack by its id, its title and its target.
 */
public final class Attack {

    /**
     * Makes the attempt on a table. It is called anew for each table and each try, right before it.
     *
     * @see Attempt
     */
    @FunctionalInterface
    public interface OnTable {

        /**
         * Says what is to be tried, and what must come of it; tries nothing yet.
         *
         * @throws SQLException when it can't be said; the outcome is then {@link Verdict#COULD_NOT_ATTACK}, a failure
         */
        Attempt prepare(Target target) throws SQLException;
    }

    /** Makes the attempt on any table, a partition included. */
    interface OnAny {
        Attempt prepare(Arena arena, TenantTable table) throws SQLException;
    }

    /** Makes the attempt on the database. It is called anew for each try, right before it. */
    @FunctionalInterface
    public interface OnDatabase {

        /**
         * Says what is to be tried, and what must come of it; tries nothing yet.
         *
         * @throws SQLException when it can't be said; the outcome is then {@link Verdict#COULD_NOT_ATTACK}, a failure
         */
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

    /**
     * An attack on every table that isn't a partition.
     *
     * @param id its id in reports
     * @param title what is attempted, in words
     */
    public static Attack onTables(String id, String title, OnTable attack) {
        return onTables(id, title, table -> true, attack);
    }

    /**
     * An attack on every such table that isn't a partition.
     *
     * @param which the tables that it concerns, by what the catalogue says of them
     */
    public static Attack onTables(String id, String title, Predicate<TenantTable> which, OnTable attack) {
        return new Attack(
                id,
                title,
                which.and(table -> !table.partition()),
                (arena, table) -> attack.prepare(Target.of(arena, table)),
                null);
    }

    /**
     * An attack on one table. Aimed at an arena that hasn't got it, it has no target, which {@link #aim} shows.
     *
     * @param table its name with its schema, such as {@code signage.playlist}
     */
    public static Attack onTable(String id, String title, String table, OnTable attack) {
        return onTables(id, title, each -> each.toString().equals(table), attack);
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

    /**
     * An attack that concerns no table in particular.
     *
     * @param id its id in reports
     * @param title what is attempted, in words
     */
    public static Attack once(String id, String title, OnDatabase attack) {
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

    /** This attack, aimed at each table that it concerns, or at the database; empty when it concerns none of them. */
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
