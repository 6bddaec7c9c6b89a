package com.operanttechnologies.tenancytests.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report for a terminal of 110 columns. */
final class TextTable {

    private TextTable() {}

    static String of(Report report) {
        List<String> lines = new ArrayList<>();
        Heading heading = null;
        for (Measurement each : report.measurements()) {
            Heading own = Heading.of(each);
            if (!own.equals(heading)) {
                heading = own;
                lines.add("");
                lines.add(own.text());
                lines.add(row("", "µs median", "quartiles", "ratio", "quartiles", "round trips"));
            }
            lines.add(row(
                    each.way().label(),
                    number(each.time().median()),
                    number(each.time().quartile1()) + " – " + number(each.time().quartile3()),
                    ratio(each.ratio().median()),
                    ratio(each.ratio().quartile1()) + " – " + ratio(each.ratio().quartile3()),
                    String.valueOf(each.roundTrips())));
        }
        if (!report.loops().isEmpty()) {
            lines.add("");
            lines.add("in the JVM alone, nanoseconds (JMH)");
            for (Loop loop : report.loops()) {
                lines.add(row(
                        loop.name(),
                        number(loop.nanos().median()),
                        number(loop.nanos().quartile1()) + " – "
                                + number(loop.nanos().quartile3()),
                        "",
                        "",
                        ""));
            }
        }
        if (!report.scale().isEmpty()) {
            lines.add("");
            lines.add("by size");
            for (ScaleFigure figure : report.scale()) {
                lines.add("  %-36s %9s Customers  %s"
                        .formatted(figure.question().label(), grouped(figure.customers()), figure.answer()));
            }
        }
        lines.add("");
        lines.add("goals");
        for (Goal goal : report.goals()) {
            lines.add("  %-13s %-66s %-14s %s"
                    .formatted(
                            goal.outcome().label(),
                            goal.what(),
                            goal.wanted(),
                            Double.isNaN(goal.figure()) ? "" : ratio(goal.figure())));
        }
        return String.join("\n", lines).strip() + "\n";
    }

    static String number(double value) {
        return value < 100 ? String.format(Locale.ROOT, "%.1f", value) : grouped(Math.round(value));
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String grouped(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String row(String name, String median, String quartiles, String ratio, String spread, String trips) {
        return "  %-36s %11s %19s %7s %15s %12s".formatted(name, median, quartiles, ratio, spread, trips);
    }

    /** What the figures of several variants have in common. */
    record Heading(Operation operation, Network network, int threads) {

        static Heading of(Measurement each) {
            return new Heading(each.operation(), each.network(), each.threads());
        }

        String text() {
            return operation.label() + ", " + network.label() + ", "
                    + (threads == 1 ? "one thread" : threads + " threads (time of the round by its calls)");
        }
    }
}
