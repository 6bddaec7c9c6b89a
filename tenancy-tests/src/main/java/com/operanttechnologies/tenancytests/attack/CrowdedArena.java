package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.catalogue.TenantTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A copy of an arena in which B has thousands of rows, for the attacks that read the clock. Others are better off
 * without: they watch each of B's rows.
 *
 * <p>Not safe for use by several threads. Closing it drops the copy.
 */
public final class CrowdedArena implements AutoCloseable {

    /** Looking through so many takes several times as long as finding one by a key. */
    private static final int CROWD = 2_000;

    /** Who has a few rows where others have as many together as one alone. */
    public static final UUID SMALL = Crowd.SMALL;

    private final ThrowawayDatabase copy;
    private final Arena arena;
    private final List<TenantTable> crowded;

    private CrowdedArena(ThrowawayDatabase copy, Arena arena, List<TenantTable> crowded) {
        this.copy = copy;
        this.arena = arena;
        this.crowded = List.copyOf(crowded);
    }

    /**
     * Copies an arena and crowds the copy.
     *
     * @param original nobody else may be connected to its database
     * @throws SQLException when the server fails
     */
    public static CrowdedArena of(Arena original) throws SQLException {
        return of(original, table -> true, CROWD);
    }

    /**
     * The same with rows that lie apart: their times spread over days and their ids are all different, so that
     * PostgreSQL's statistics look as those of real tables. Half are B's, and the others belong to thousands of
     * Customers.
     *
     * @param size rows of each table
     */
    public static CrowdedArena skewed(Arena original, int size) throws SQLException {
        return of(original, table -> true, connection -> Crowd.spread(connection, size));
    }

    /** The same for some tables, and after careless changes. */
    static CrowdedArena of(Arena original, Predicate<TenantTable> which, int size, String... changes)
            throws SQLException {
        return of(original, which, connection -> new Crowd(connection, size), changes);
    }

    private static CrowdedArena of(
            Arena original, Predicate<TenantTable> which, Function<Connection, Crowd> crowds, String... changes)
            throws SQLException {
        ThrowawayDatabase copy = original.copy();
        try {
            Arena arena = original.on(copy);
            List<TenantTable> crowded = new ArrayList<>();
            try (Connection administrator = copy.administrator().connect();
                    Statement statement = administrator.createStatement()) {
                for (String change : changes) {
                    statement.execute(change);
                }
                // Guesses at a secret are counted, but not here: time is what is asked for.
                statement.execute("update gateway.attempt_limit set attempts = 10000");
                Crowd crowd = crowds.apply(administrator);
                for (TenantTable table : arena.tables()) {
                    if (!table.partition()
                            && which.test(table)
                            && crowd.gather(Objects.requireNonNull(arena.newest(table, arena.victim())))) {
                        crowded.add(table);
                    }
                }
                statement.execute("analyze");
            }
            return new CrowdedArena(copy, arena, crowded);
        } catch (SQLException | RuntimeException e) {
            try {
                copy.close();
            } catch (RuntimeException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    /** The arena in the copy. */
    public Arena arena() {
        return arena;
    }

    /** Tables in which B has thousands of rows. */
    Stream<Target> targets() {
        return crowded.stream().map(table -> Target.of(arena, table));
    }

    /** Tables that have no more rows than before, as none could be made up. */
    public List<TenantTable> empty() {
        return arena.tables().stream()
                .filter(table -> !table.partition() && !crowded.contains(table))
                .toList();
    }

    @Override
    public void close() throws SQLException {
        arena.close();
        copy.close();
    }
}
