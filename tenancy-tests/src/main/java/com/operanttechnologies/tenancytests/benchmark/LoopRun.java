package com.operanttechnologies.tenancytests.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link JvmLoops} by JMH, each in one JVM of its own. */
final class LoopRun {

    private LoopRun() {}

    /** @param quick whether two seconds for each have to do */
    static List<Loop> run(boolean quick) {
        Options options = new OptionsBuilder()
                .include(JvmLoops.class.getName())
                .forks(1)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1_000))
                .measurementIterations(quick ? 5 : 10)
                .measurementTime(TimeValue.milliseconds(quick ? 100 : 1_000))
                .jvmArgsAppend("-Dorg.jooq.no-logo=true", "-Dorg.jooq.no-tips=true")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        List<Loop> loops = new ArrayList<>();
        try {
            for (RunResult result : new Runner(options).run()) {
                List<Double> nanos = new ArrayList<>();
                result.getBenchmarkResults().forEach(fork -> {
                    for (IterationResult iteration : fork.getIterationResults()) {
                        nanos.add(iteration.getPrimaryResult().getScore());
                    }
                });
                loops.add(new Loop(words(result.getPrimaryResult().getLabel()), Spread.of(nanos), nanos.size()));
            }
        } catch (RunnerException e) {
            throw new IllegalStateException("JMH could not run its loops: " + e.getMessage(), e);
        }
        return loops;
    }

    /** Of a method's name. */
    static String words(String name) {
        return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
