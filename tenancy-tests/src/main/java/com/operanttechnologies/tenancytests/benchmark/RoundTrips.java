package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.tenancytests.evidence.Progress;
import com.operanttechnologies.tenancytests.network.CountingProxy;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** How often one call of an operation waits for the server: counted, so the same on every machine. */
final class RoundTrips {

    /** The driver prepares a statement on the server at its fifth use. */
    private static final int WARM_UP = 8;

    /** Enough for every statement of a batch to have been used. */
    private static final int SMALL_BATCH = 2 * 1024 + 512;

    private final Map<Operation, Map<Way, Long>> counts;

    private RoundTrips(Map<Operation, Map<Way, Long>> counts) {
        this.counts = counts;
    }

    /** Counts each operation in each variant, on one thread and one connection. */
    static RoundTrips count(Databases databases, Dataset dataset, Progress progress) throws IOException {
        Map<Operation, Map<Way, Long>> counts = new EnumMap<>(Operation.class);
        for (Way way : Way.values()) {
            try (CountingProxy proxy = CountingProxy.to(databases.open());
                    Variant variant = way.open(databases, proxy::through, 1)) {
                for (Operation operation : Operation.values()) {
                    if (way.does(operation)) {
                        progress.step();
                        counts.computeIfAbsent(operation, any -> new EnumMap<>(Way.class))
                                .put(way, count(operation, variant, dataset, proxy));
                    }
                }
            }
        }
        return new RoundTrips(counts);
    }

    long of(Operation operation, Way way) {
        return Objects.requireNonNull(
                Objects.requireNonNull(counts.get(operation)).get(way));
    }

    private static long count(Operation operation, Variant variant, Dataset dataset, CountingProxy proxy) {
        int warmUp = operation.ingest() ? 1 : WARM_UP;
        for (int call = 0; call < warmUp; call++) {
            operation
                    .prepare(variant, dataset, dataset.aim(0, call), SMALL_BATCH)
                    .run();
        }
        var call = operation.prepare(variant, dataset, dataset.aim(0, warmUp));
        proxy.reset();
        call.run();
        return proxy.roundTrips();
    }
}
