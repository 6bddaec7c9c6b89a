package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.tenancytests.evidence.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

/** Measures the variants in turn, in rounds, so that what else the machine does hits all of them alike. */
final class Contest {

    /** By then the driver has prepared the statements, and the JVM compiled what is called for each. */
    private static final int FIRST_CALLS = 500;

    private final Map<Way, Variant> variants;
    private final Dataset dataset;
    private final Effort effort;
    private final RoundTrips roundTrips;

    /** @param variants opened, among them {@link Way#UNPROTECTED} */
    Contest(Map<Way, Variant> variants, Dataset dataset, Effort effort, RoundTrips roundTrips) {
        this.variants = new EnumMap<>(variants);
        this.dataset = dataset;
        this.effort = effort;
        this.roundTrips = roundTrips;
    }

    /** All variants that do it, in one operation. */
    List<Measurement> run(Operation operation, Network network, int threads, Progress progress)
            throws InterruptedException {
        List<Way> ways =
                variants.keySet().stream().filter(way -> way.does(operation)).toList();
        Map<Way, List<Double>> micros = new EnumMap<>(Way.class);
        Map<Way, Long> calls = new EnumMap<>(Way.class);
        try (Turn turn = new Turn(operation, dataset, threads)) {
            for (Way way : ways) {
                micros.put(way, new ArrayList<>());
                warmUp(turn, variant(way), operation, network == Network.LOOPBACK && threads == 1);
            }
            int rounds = effort.roundsOf(operation, threads);
            List<Way> order = new ArrayList<>(ways);
            for (int round = 0; round < rounds; round++) {
                for (Way way : order) {
                    Turn.Result result = turn.take(variant(way), effort.turn());
                    Objects.requireNonNull(micros.get(way)).add(result.micros());
                    calls.merge(way, result.calls(), Long::sum);
                }
                // Nobody is always the one after the same other.
                Collections.rotate(order, 1);
                if (round % 2 == 1) {
                    Collections.reverse(order);
                }
            }
            progress.step();
        } catch (ExecutionException e) {
            throw new IllegalStateException(operation.label() + " failed", e.getCause());
        }
        List<Double> base = Objects.requireNonNull(micros.get(Way.UNPROTECTED));
        return ways.stream()
                .map(way -> measurement(operation, network, threads, way, micros, base, calls))
                .toList();
    }

    /** @param first whether the JVM hasn't compiled the way of this operation yet; later less is enough */
    private void warmUp(Turn turn, Variant variant, Operation operation, boolean first)
            throws InterruptedException, ExecutionException {
        if (operation.ingest()) {
            if (first) {
                turn.warmUp(variant, effort.firstBatches());
            }
            return;
        }
        long enough = first ? FIRST_CALLS : 1;
        long calls = 0;
        while (calls < enough) {
            calls += turn.take(variant, effort.warmUp()).calls();
        }
    }

    private Measurement measurement(
            Operation operation,
            Network network,
            int threads,
            Way way,
            Map<Way, List<Double>> micros,
            List<Double> base,
            Map<Way, Long> calls) {
        List<Double> own = Objects.requireNonNull(micros.get(way));
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < own.size(); round++) {
            ratios.add(own.get(round) / base.get(round));
        }
        return new Measurement(
                operation,
                network,
                threads,
                way,
                List.copyOf(own),
                ratios,
                calls.getOrDefault(way, 0L),
                roundTrips.of(operation, way));
    }

    private Variant variant(Way way) {
        return Objects.requireNonNull(variants.get(way));
    }
}
