package com.operanttechnologies.tenancytests.benchmark;

import java.util.List;

/**
 * One variant in one operation.
 *
 * @param micros for each round: with one thread the median time of its calls, in microseconds; with several the time of
 *     the round by how many calls ended in it, so that half of it is twice the throughput
 * @param ratios for each round: the same by the unprotected variant's of that round
 * @param calls in all rounds
 * @param roundTrips of one call
 */
record Measurement(
        Operation operation,
        Network network,
        int threads,
        Way way,
        List<Double> micros,
        List<Double> ratios,
        long calls,
        long roundTrips) {

    /** Microseconds. */
    Spread time() {
        return Spread.of(micros);
    }

    /** By the unprotected variant; above 1 is slower. */
    Spread ratio() {
        return Spread.of(ratios);
    }

    boolean is(Operation wanted, Network from, int by, Way kind) {
        return operation == wanted && network == from && threads == by && way == kind;
    }
}
