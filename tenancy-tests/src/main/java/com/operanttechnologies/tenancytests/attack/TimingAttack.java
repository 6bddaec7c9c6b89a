package com.operanttechnologies.tenancytests.attack;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * S2: a question about something of B's that A can't see, and the same about something that nobody has. The answers
 * must be the same, and so must be the time that they take.
 */
public final class TimingAttack {

    private static final String ID = "S2";
    private static final String EXPECTED = "the same answer in the same time";

    /** A known write or verification takes a tenth of this on an idle machine; what takes longer is something else. */
    private static final double MOST_KNOWN = 1_000_000;

    /** Who asks, and how; with what is known to tell. */
    enum Kind {
        /** Nobody in particular. */
        WITHOUT_SCOPE(false, ""),
        /** Nobody in particular, at a gateway that counts wrong guesses at what is there. */
        WITHOUT_SCOPE_COUNTED(
                false,
                "a wrong guess at a code that is there costs it a try, which is a write of a tenth of a"
                        + " millisecond; a client has ten guesses, and half a code opens nothing"),
        /** A, in a way that the layer's statements have, or that changes something. */
        UNDER_SCOPE(true, ""),
        /** A, with a secret of B's in hand. */
        UNDER_SCOPE_HELD(
                true,
                "the scope is verified for what is found alone; but who has the hash of a live secret learns whose"
                        + " it is from gateway.resolve_secret() itself"),
        /** A, by SQL that names no Customer, on a table whose every index leads with the Customer. */
        UNDER_SCOPE_UNNAMED(
                true,
                "the planner's statistics are of all Customers together, and it may plan otherwise for what"
                        + " many have; the layer's own statements name the Customer");

        private final boolean scoped;
        private final String limit;

        Kind(boolean scoped, String limit) {
            this.scoped = scoped;
            this.limit = limit;
        }
    }

    private final String title;
    private final String target;
    private final Kind kind;
    private final String hidden;
    private final String absent;

    /**
     * An attack.
     *
     * @param hidden SQL about what is B's
     * @param absent SQL about what is nobody's
     */
    TimingAttack(String title, String target, Kind kind, String hidden, String absent) {
        this.title = title;
        this.target = target;
        this.kind = kind;
        this.hidden = hidden;
        this.absent = absent;
    }

    /** Its id, what is attempted, and on what. */
    public String name() {
        return ID + " " + title + " · " + target;
    }

    /**
     * Tries it.
     *
     * @param effort how many times as many samples as need be, 1 at least
     */
    public Outcome attempt(CrowdedArena crowded, int effort) {
        Arena arena = crowded.arena();
        try {
            Connection connection = arena.ground().borrow();
            try (Statement statement = connection.createStatement()) {
                statement.execute("begin");
                if (kind.scoped) {
                    statement.execute(arena.bind(arena.attacker()));
                }
                return judge(arena, statement, effort);
            } finally {
                arena.ground().giveBack(connection);
            }
        } catch (SQLException e) {
            return outcome(arena, "not tried: " + e.getMessage(), Verdict.COULD_NOT_ATTACK);
        }
    }

    private Outcome judge(Arena arena, Statement statement, int effort) throws SQLException {
        String ofHidden = answer(statement, hidden);
        String ofAbsent = answer(statement, absent);
        if (!ofHidden.equals(ofAbsent)) {
            return outcome(
                    arena,
                    "the answers differ: " + ofHidden + " for the hidden, " + ofAbsent + " for the absent",
                    Verdict.BREACHED);
        }
        TimeDifference difference =
                new Stopwatch(effort).compare(() -> time(statement, hidden), () -> time(statement, absent));
        if (!difference.tells()) {
            return outcome(arena, difference.toString(), Verdict.HELD);
        }
        boolean counted = kind == Kind.WITHOUT_SCOPE_COUNTED || kind == Kind.UNDER_SCOPE_HELD;
        boolean known = counted && difference.nanoseconds() < MOST_KNOWN
                // Otherwise than by another plan, a table that nobody else's entries are met in can't tell.
                || kind == Kind.UNDER_SCOPE_UNNAMED && !plan(statement, hidden).equals(plan(statement, absent));
        return outcome(arena, difference.toString(), known ? Verdict.LIMIT : Verdict.BREACHED);
    }

    /** The plan without its figures, and without what it compares with. */
    private static String plan(Statement statement, String sql) throws SQLException {
        Answer plan = Answer.of(statement, statement.execute("explain (costs off) " + sql));
        return String.valueOf(plan.rows()).replaceAll("'[^']*'", "''");
    }

    /** What comes back, or with what it is refused; whatever it did is undone. */
    private static String answer(Statement statement, String sql) throws SQLException {
        statement.execute("savepoint timing");
        try {
            Answer answer = Answer.of(statement, statement.execute(sql));
            return answer.rows().isEmpty() ? answer.count() + " rows" : String.valueOf(answer.rows());
        } catch (SQLException e) {
            return "refused with " + e.getSQLState();
        } finally {
            statement.execute("rollback to savepoint timing");
            statement.execute("release savepoint timing");
        }
    }

    private static long time(Statement statement, String sql) throws SQLException {
        boolean reads = sql.startsWith("select count(*)");
        if (!reads) {
            statement.execute("savepoint timing");
        }
        long begin = System.nanoTime();
        long end;
        try {
            statement.execute(sql);
            end = System.nanoTime();
        } catch (SQLException e) {
            end = System.nanoTime();
            if (e.getSQLState() == null || e.getSQLState().startsWith("08")) {
                throw e;
            }
        }
        if (!reads) {
            statement.execute("rollback to savepoint timing");
            statement.execute("release savepoint timing");
        }
        return end - begin;
    }

    /** Tells that it was not tried, and why. */
    public static Outcome leftOut(String target, String reason) {
        return new Outcome(
                ID,
                "time for what is hidden and for what is absent",
                target,
                "",
                EXPECTED,
                reason,
                Verdict.NOT_ATTACKED);
    }

    private Outcome outcome(Arena arena, String observed, Verdict verdict) {
        String sql = String.join("; ", List.of(hidden, "against", absent));
        String expected = kind.limit.isEmpty() ? EXPECTED : EXPECTED + "; known limit: " + kind.limit;
        return new Outcome(ID, title, target, arena.named(sql), expected, arena.named(observed), verdict);
    }
}
