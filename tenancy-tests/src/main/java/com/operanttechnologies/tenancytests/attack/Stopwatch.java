package com.operanttechnologies.tenancytests.attack;

import java.sql.SQLException;
import java.util.Random;

/**
 * Takes the times of two kinds of questions in turn, in a random order within each pair: what slows a machine down for
 * a while slows both down. The first pairs don't count, as they fill caches.
 */
final class Stopwatch {

    /** A question whose answer takes time; nanoseconds. */
    interface Question {
        long ask() throws SQLException;
    }

    private static final int WARM_UP = 4;
    private static final int PAIRS = 16;
    /** As many times as many when a difference has been seen, which must then be seen again. */
    private static final int AGAIN = 10;

    private final int effort;
    private final Random random = new Random();

    /**
     * A stopwatch.
     *
     * @param effort how many times as many samples as need be, 1 at least
     */
    Stopwatch(int effort) {
        this.effort = effort;
    }

    /** What the times say: where a few hint at a difference, many are asked. */
    TimeDifference compare(Question hidden, Question absent) throws SQLException {
        TimeDifference first = measure(hidden, absent, PAIRS * effort);
        return first.hints() ? measure(hidden, absent, AGAIN * PAIRS * effort) : first;
    }

    private TimeDifference measure(Question hidden, Question absent, int pairs) throws SQLException {
        for (int i = 0; i < WARM_UP; i++) {
            hidden.ask();
            absent.ask();
        }
        double[] hiddenTimes = new double[pairs];
        double[] absentTimes = new double[pairs];
        for (int i = 0; i < pairs; i++) {
            if (random.nextBoolean()) {
                hiddenTimes[i] = hidden.ask();
                absentTimes[i] = absent.ask();
            } else {
                absentTimes[i] = absent.ask();
                hiddenTimes[i] = hidden.ask();
            }
        }
        return TimeDifference.of(hiddenTimes, absentTimes);
    }
}
