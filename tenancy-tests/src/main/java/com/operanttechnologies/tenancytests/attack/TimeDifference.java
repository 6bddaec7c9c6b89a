package com.operanttechnologies.tenancytests.attack;

import java.util.Locale;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.descriptive.Median;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * How the times of two kinds of answers differ. Told apart are distributions, by the test of Mann and Whitney, which
 * asks for no shape and to which an outlier is one rank among many. As enough samples make any difference significant,
 * it must also be large: against the spread, as Cliff's delta says, and against the answer itself. Whatever else a
 * machine does only ever adds to a time, so the spread is that of the faster halves.
 *
 * @see <a href="https://doi.org/10.1037/0033-2909.114.3.494">Cliff 1993, dominance statistics</a>
 * @param hidden median time for what is hidden, in nanoseconds
 * @param absent median time for what isn't there, in nanoseconds
 * @param effect Cliff's delta, from -1 to 1, of the faster halves: how much more often the hidden one takes longer than
 *     the other way round
 * @param chance probability of such samples if there were no difference
 */
record TimeDifference(double hidden, double absent, double effect, double chance) {

    /** With hundreds of comparisons in a run, not even one in a hundred thousand runs is wrong by chance alone. */
    private static final double UNLIKELY = 1e-7;
    /** Nine out of ten pairs of answers: the samples hardly overlap. */
    private static final double LARGE = 0.8;
    /** A quarter of the shorter answer, and at least so many nanoseconds. */
    private static final double SHARE = 0.25;

    private static final double LEAST = 40_000;

    static TimeDifference of(double[] hidden, double[] absent) {
        Median median = Median.withDefaults();
        MannWhitneyUTest test = MannWhitneyUTest.withDefaults();
        double[] fastHidden = faster(hidden);
        double[] fastAbsent = faster(absent);
        return new TimeDifference(
                median.evaluate(hidden),
                median.evaluate(absent),
                2 * test.statistic(fastHidden, fastAbsent) / fastHidden.length / fastAbsent.length - 1,
                test.test(hidden, absent).getPValue());
    }

    private static double[] faster(double[] times) {
        return DoubleStream.of(times).sorted().limit(times.length / 2).toArray();
    }

    /** By how much the medians differ. */
    double nanoseconds() {
        return Math.abs(hidden - absent);
    }

    /** Whether it is worth while to take more samples. */
    boolean hints() {
        return chance < 0.05;
    }

    /** Whether somebody who may ask often could tell what is hidden from what isn't there. */
    boolean tells() {
        return chance < UNLIKELY
                && Math.abs(effect) >= LARGE
                && nanoseconds() >= Math.max(LEAST, SHARE * Math.min(hidden, absent));
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%.3f ms for the hidden, %.3f ms for the absent (effect %.2f, p %.1e)",
                hidden / 1e6,
                absent / 1e6,
                effect,
                chance);
    }
}
