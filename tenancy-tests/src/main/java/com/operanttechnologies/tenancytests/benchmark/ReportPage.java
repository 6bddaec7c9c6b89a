package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.tenancytests.evidence.JtePages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A report as its page shows it. Public for the template alone. */
public final class ReportPage {

    /**
     * A table.
     *
     * @param caption what it is of
     * @param head of its columns
     * @param rows of as many cells
     */
    public record Table(String caption, List<String> head, List<List<String>> rows) {}

    private final Report report;

    ReportPage(Report report) {
        this.report = report;
    }

    static String html(Report report) {
        return JtePages.render("benchmark.jte", new ReportPage(report));
    }

    public String command() {
        return report.command();
    }

    public String conditions() {
        Conditions conditions = report.conditions();
        return report.writtenAt() + " · " + conditions.server() + " · " + conditions.operatingSystem() + ", "
                + conditions.processors() + " processors, load before the run "
                + TextTable.ratio(conditions.loadAverage()) + " · " + conditions.jvm() + " · " + conditions.settings();
    }

    public String headline() {
        return count(Goal.Outcome.MET) + " goals met, " + count(Goal.Outcome.MISSED) + " missed, "
                + count(Goal.Outcome.NOT_MEASURED) + " not measured by this run";
    }

    public String style() {
        return count(Goal.Outcome.MISSED) == 0 ? "held" : "unknown";
    }

    /** Style, outcome, what, goal, figure. */
    public List<List<String>> goals() {
        return report.goals().stream()
                .map(goal -> List.of(
                        switch (goal.outcome()) {
                            case MET -> "held";
                            case MISSED -> "found";
                            case NOT_MEASURED -> "left_out";
                        },
                        goal.outcome().label(),
                        goal.what(),
                        goal.wanted(),
                        Double.isNaN(goal.figure()) ? "–" : TextTable.ratio(goal.figure())))
                .toList();
    }

    public List<String> charts() {
        List<String> charts = new ArrayList<>();
        for (Network network : Network.values()) {
            List<Measurement> shown = report.measurements().stream()
                    .filter(each -> each.network() == network && each.threads() == 1)
                    .toList();
            if (!shown.isEmpty()) {
                charts.add(Chart.of(network.label(), shown));
            }
        }
        return charts;
    }

    public List<Table> tables() {
        Map<TextTable.Heading, List<List<String>>> rows = new LinkedHashMap<>();
        for (Measurement each : report.measurements()) {
            rows.computeIfAbsent(TextTable.Heading.of(each), heading -> new ArrayList<>())
                    .add(List.of(
                            each.way().label(),
                            TextTable.number(each.time().median()),
                            TextTable.number(each.time().quartile1()) + " – "
                                    + TextTable.number(each.time().quartile3()),
                            TextTable.ratio(each.ratio().median()),
                            TextTable.ratio(each.ratio().quartile1()) + " – "
                                    + TextTable.ratio(each.ratio().quartile3()),
                            String.valueOf(each.roundTrips())));
        }
        List<Table> tables = new ArrayList<>();
        rows.forEach((heading, cells) -> tables.add(new Table(
                heading.text(),
                List.of("variant", "µs, median", "quartiles", "ratio", "quartiles", "round trips"),
                cells)));
        if (!report.loops().isEmpty()) {
            tables.add(new Table(
                    "In the JVM alone, by JMH",
                    List.of("what", "ns, median", "quartiles"),
                    report.loops().stream()
                            .map(loop -> List.of(
                                    loop.name(),
                                    TextTable.number(loop.nanos().median()),
                                    TextTable.number(loop.nanos().quartile1()) + " – "
                                            + TextTable.number(loop.nanos().quartile3())))
                            .toList()));
        }
        if (!report.scale().isEmpty()) {
            tables.add(new Table(
                    "By size",
                    List.of("what", "Customers", "answer"),
                    report.scale().stream()
                            .map(figure -> List.of(
                                    figure.question().label(), String.valueOf(figure.customers()), figure.answer()))
                            .toList()));
        }
        return tables;
    }

    /** What is planned, and the plan. */
    public List<List<String>> plans() {
        return report.scale().stream()
                .filter(figure -> !figure.plan().isEmpty())
                .map(figure ->
                        List.of(figure.question().label() + ", " + figure.customers() + " Customers", figure.plan()))
                .toList();
    }

    private long count(Goal.Outcome outcome) {
        return report.goals().stream().filter(goal -> goal.outcome() == outcome).count();
    }
}
