package com.operanttechnologies.tenancytests.benchmark;

import java.time.Instant;
import java.util.List;

/**
 * What a run has measured. Immutable.
 *
 * @param writtenAt when it ended
 * @param command how to repeat it
 * @param measurements operations of one data set, each variant of it
 * @param loops loops of the JVM alone
 * @param scale figures by size of the data; empty when it wasn't asked for
 */
record Report(
        Instant writtenAt,
        String command,
        Conditions conditions,
        Effort effort,
        List<Measurement> measurements,
        List<Loop> loops,
        List<ScaleFigure> scale) {

    Report {
        measurements = List.copyOf(measurements);
        loops = List.copyOf(loops);
        scale = List.copyOf(scale);
    }

    /** What became of each goal. */
    List<Goal> goals() {
        return Goals.of(measurements, scale);
    }
}
