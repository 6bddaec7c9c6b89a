package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.tenancytests.benchmark.ScaleFigure.Question;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The project's goals, held against what was measured: always by medians, and for the layer on one thread. */
final class Goals {

    private final List<Measurement> measurements;
    private final List<ScaleFigure> scale;

    private Goals(List<Measurement> measurements, List<ScaleFigure> scale) {
        this.measurements = measurements;
        this.scale = scale;
    }

    static List<Goal> of(List<Measurement> measurements, List<ScaleFigure> scale) {
        return new Goals(measurements, scale).all();
    }

    private List<Goal> all() {
        return List.of(
                Goal.exactly("round trips of a read of one statement", 1, roundTrips(Operation.POINT_READ)),
                Goal.exactly("round trips of a transaction of three statements", 4, roundTrips(Operation.TRANSACTION)),
                Goal.atMost("point read by unprotected, loopback", 1.5, ratio(Operation.POINT_READ, Network.LOOPBACK)),
                Goal.atMost("point read by unprotected, 0.5 ms away", 1.05, ratio(Operation.POINT_READ, Network.NEAR)),
                Goal.atLeast("set_config in transaction by ours, point read, loopback", 2, usual(Network.LOOPBACK)),
                Goal.atLeast("set_config in transaction by ours, point read, 0.5 ms away", 2.7, usual(Network.NEAR)),
                Goal.atMost(
                        "join of five tables by unprotected, loopback", 1.5, ratio(Operation.JOIN, Network.LOOPBACK)),
                Goal.atLeast(
                        "rows per second of heartbeats by unprotected JDBC batches",
                        0.9,
                        rate(Operation.HEARTBEATS, Way.UNPROTECTED)),
                Goal.atLeast(
                        "rows per second of heartbeats by unprotected rewritten batches",
                        0.9,
                        rate(Operation.HEARTBEATS, Way.UNPROTECTED_REWRITTEN)),
                Goal.atLeast(
                        "rows per second of usage events by unprotected JDBC batches",
                        0.9,
                        rate(Operation.USAGE_EVENTS, Way.UNPROTECTED)),
                Goal.atLeast(
                        "rows per second of usage events by unprotected rewritten batches",
                        0.9,
                        rate(Operation.USAGE_EVENTS, Way.UNPROTECTED_REWRITTEN)),
                Goal.atMost("point read with most Customers by that with fewest", 1.2, growth(Question.POINT_READ)),
                Goal.atMost("list page of the largest Customer by a small one's", 1.5, worstPage()),
                Goal.exactly("heap blocks and other Customers' rows that offline screens touch", 0, silentTouches()),
                Goal.atMost("a new Customer among most by among fewest", 1.2, growth(Question.ONBOARDING)));
    }

    private double roundTrips(Operation operation) {
        return measured(operation, Network.LOOPBACK, Way.LAYER, Measurement::roundTrips);
    }

    private double ratio(Operation operation, Network network) {
        return measured(
                operation,
                network,
                Way.LAYER,
                measurement -> measurement.ratio().median());
    }

    private double usual(Network network) {
        return byLayer(Operation.POINT_READ, network, Way.IN_TRANSACTION);
    }

    /** A batch is the same for both, so the rate is the other way round than the time. */
    private double rate(Operation operation, Way other) {
        return byLayer(operation, Network.LOOPBACK, other);
    }

    /** The other's time by the layer's, round by round. */
    private double byLayer(Operation operation, Network network, Way other) {
        Optional<Measurement> ours = find(operation, network, Way.LAYER);
        Optional<Measurement> theirs = find(operation, network, other);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Double.NaN;
        }
        List<Double> own = ours.get().micros();
        List<Double> its = theirs.get().micros();
        return Spread.of(IntStream.range(0, own.size())
                        .mapToObj(round -> its.get(round) / own.get(round))
                        .toList())
                .median();
    }

    private double measured(Operation operation, Network network, Way way, ToDoubleFunction<Measurement> figure) {
        return find(operation, network, way).map(figure::applyAsDouble).orElse(Double.NaN);
    }

    private Optional<Measurement> find(Operation operation, Network network, Way way) {
        return measurements.stream()
                .filter(measurement -> measurement.is(operation, network, 1, way))
                .findFirst();
    }

    private double growth(Question question) {
        Comparator<ScaleFigure> bySize = Comparator.comparingInt(ScaleFigure::customers);
        List<ScaleFigure> sizes = scale.stream()
                .filter(figure -> figure.question() == question)
                .sorted(bySize)
                .toList();
        return sizes.size() < 2
                ? Double.NaN
                : sizes.get(sizes.size() - 1).micros() / sizes.get(0).micros();
    }

    private double worstPage() {
        return scale.stream()
                .filter(figure -> figure.question() == Question.LARGEST_PAGE)
                .flatMapToDouble(largest -> scale.stream()
                        .filter(figure -> figure.question() == Question.SMALLEST_PAGE
                                && figure.customers() == largest.customers())
                        .mapToDouble(smallest -> largest.micros() / smallest.micros()))
                .max()
                .orElse(Double.NaN);
    }

    private double silentTouches() {
        return scale.stream()
                .filter(figure -> figure.question() == Question.SILENT)
                .mapToDouble(ScaleFigure::touched)
                .max()
                .orElse(Double.NaN);
    }
}
