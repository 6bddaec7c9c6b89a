package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.migrations.Login;
import com.operanttechnologies.tenancytests.evidence.Progress;
import com.operanttechnologies.tenancytests.network.CountingProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/** Measures the layer beside its peers on a server to throw away, and writes what it found. */
public final class Benchmark {

    private static final int SCREENS = 1_000;
    private static final int[] SIZES = {100, 10_000, 100_000};
    private static final int MANY_SCREENS = 1_000_000;
    private static final int FEW_SCREENS = 300_000;

    private final Login superuser;
    private final boolean quick;
    private final OptionalInt history;
    private final Progress progress;

    /**
     * @param superuser of a server on which databases and logins may be made and dropped, and nothing else is going on
     * @param quick whether two minutes have to do: the ratios are rough then
     * @param history how many heartbeats to measure the growth with Customers among; empty where that isn't asked
     */
    public Benchmark(Login superuser, boolean quick, OptionalInt history, Progress progress) {
        this.superuser = superuser;
        this.quick = quick;
        this.history = history;
        this.progress = progress;
    }

    /**
     * Measures, and writes {@code index.html} and {@code benchmark.json}.
     *
     * @param command how to repeat it, for the report
     * @param folder where to write; made where it is missing
     * @return the table for a terminal
     * @throws IOException when the folder can't be written to
     * @throws SQLException when the server fails
     */
    public String run(String command, Path folder) throws SQLException, IOException, InterruptedException {
        Files.createDirectories(folder);
        Conditions conditions = Conditions.of(superuser);
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        List<Measurement> measurements = measure(effort);
        progress.begin("loops in the JVM", 1);
        List<Loop> loops = LoopRun.run(quick);
        progress.end();
        List<ScaleFigure> scale = history.isEmpty()
                ? List.of()
                : ScaleRun.run(superuser, SIZES, quick ? FEW_SCREENS : MANY_SCREENS, history.getAsInt(), progress);
        Report report = new Report(Instant.now(), command, conditions, effort, measurements, loops, scale);
        Files.writeString(folder.resolve("benchmark.json"), ReportJson.of(report));
        Files.writeString(folder.resolve("index.html"), ReportPage.html(report));
        return TextTable.of(report);
    }

    private List<Measurement> measure(Effort effort) throws SQLException, IOException, InterruptedException {
        Dataset dataset = new Dataset(effort.customers(), SCREENS);
        progress.begin("making the data", 1);
        try (Databases databases = Databases.create(superuser, dataset)) {
            progress.end();
            progress.begin("counting round trips", Way.values().length * Operation.values().length);
            RoundTrips roundTrips = RoundTrips.count(databases, dataset, progress);
            progress.end();
            List<Measurement> measurements = new ArrayList<>();
            measurements.addAll(
                    measure(databases, dataset, effort, roundTrips, Network.LOOPBACK, UnaryOperator.identity()));
            try (CountingProxy proxy = CountingProxy.to(databases.open()).withDelay(Network.DELAY)) {
                measurements.addAll(measure(databases, dataset, effort, roundTrips, Network.NEAR, proxy::through));
            }
            return measurements;
        }
    }

    private List<Measurement> measure(
            Databases databases,
            Dataset dataset,
            Effort effort,
            RoundTrips roundTrips,
            Network network,
            UnaryOperator<Login> route)
            throws InterruptedException {
        Map<Way, Variant> variants = new EnumMap<>(Way.class);
        try {
            for (Way way : Way.values()) {
                variants.put(way, way.open(databases, route, Dataset.THREADS));
            }
            Contest contest = new Contest(variants, dataset, effort, roundTrips);
            List<Measurement> measurements = new ArrayList<>();
            progress.begin("measuring, " + network.label(), 2 * Operation.values().length);
            for (int threads : new int[] {1, Dataset.THREADS}) {
                for (Operation operation : Operation.values()) {
                    if (effort.roundsOf(operation, threads) > 0
                            && (threads == 1 || !operation.ingest() || network == Network.LOOPBACK)) {
                        measurements.addAll(contest.run(operation, network, threads, progress));
                    }
                }
            }
            progress.end();
            return measurements;
        } finally {
            variants.values().forEach(Variant::close);
        }
    }
}
