package com.operanttechnologies.tenancytests.attack;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * All attacks. To add one, write it into the class of its kind, as an {@link Attack} with the SQL that is tried and the
 * only answers that are right; it is then aimed at every tenant table that the catalogue has, today's and tomorrow's.
 */
public final class IsolationSuite {

    /**
     * What the role and the database are called that attacks try to make: those belong to the whole server, so whoever
     * attacks what is broken on purpose has to remove them there.
     */
    public static final String MADE_ON_SERVER = "operant_own";

    private IsolationSuite() {}

    /** C1 to C12: getting round the scope. These must hold whether or not the server has been hardened. */
    public static List<Attack> scope(Arena arena) throws SQLException {
        return Stream.of(LiveAttacks.all(), ContextAttacks.all(), RebindingAttacks.all(), TokenAttacks.all(arena))
                .flatMap(List::stream)
                .toList();
    }

    /** P1 to P4, R4 and C12: what one turn on a connection leaves to the next. */
    public static List<Attack> pool() {
        return PlanAttacks.all();
    }

    /** R1 to R6, O6, C11, E1, X1 and G2: becoming somebody else, doing what isn't granted, or reaching out. */
    public static List<Attack> grants(Arena arena) throws SQLException {
        return Stream.of(
                        RoleAttacks.all(arena),
                        GrantAttacks.all(),
                        ServerAttacks.all(),
                        OutwardAttacks.all(),
                        SharedObjectAttacks.all(),
                        ElevatedAttacks.all())
                .flatMap(List::stream)
                .toList();
    }

    /** W1 to W3, K1, K2, O4 and S3: reading, writing and finding out about B's rows. */
    public static List<Attack> statements() {
        return Stream.of(
                        WriteAttacks.all(),
                        ReadAttacks.all(),
                        CopyAttacks.all(),
                        KeyAttacks.all(),
                        PartitionAttacks.all())
                .flatMap(List::stream)
                .toList();
    }

    /** S1: what statistics tell. The clock, S2, is read in a database of its own: see {@link TimingAttacks}. */
    public static List<Attack> statistics(Arena arena) throws SQLException {
        return StatisticsAttacks.all(arena);
    }

    /** O1 to O3, O5 and G1: views, functions and gateways, whatever of them there is. */
    public static List<Attack> objects(Arena arena) throws SQLException {
        return Stream.of(ViewAttacks.all(arena), RoutineAttacks.all(arena), GatewayAttacks.all(arena))
                .flatMap(List::stream)
                .toList();
    }

    /** Everything. */
    public static List<Attack> all(Arena arena) throws SQLException {
        return Stream.of(scope(arena), pool(), grants(arena), statements(), statistics(arena), objects(arena))
                .flatMap(List::stream)
                .toList();
    }
}
