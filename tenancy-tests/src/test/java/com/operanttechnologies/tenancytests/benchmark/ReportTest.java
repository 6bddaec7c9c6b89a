package com.operanttechnologies.tenancytests.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.operanttechnologies.tenancytests.benchmark.Goal.Outcome;
import com.operanttechnologies.tenancytests.benchmark.ScaleFigure.Question;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** What a report says of made-up figures. */
class ReportTest {

    private static final Conditions CONDITIONS = new Conditions(
            "Linux", 2, 0.1, "JVM 17", List.of("-Xmx1g"), "PostgreSQL 18", Map.of("shared_buffers", "128MB"));

    private static Measurement measured(Operation operation, Network network, Way way, double ratio, long roundTrips) {
        List<Double> ratios = List.of(ratio * 0.8, ratio, ratio * 1.2);
        return new Measurement(
                operation,
                network,
                1,
                way,
                ratios.stream().map(each -> 100 * each).toList(),
                ratios,
                300,
                roundTrips);
    }

    private static Report report(List<Measurement> measurements, List<ScaleFigure> scale) {
        return new Report(
                Instant.EPOCH,
                "operant-tenancy benchmark",
                CONDITIONS,
                Effort.QUICK,
                measurements,
                List.of(new Loop("seal token", new Spread(900, 1000, 1100), 5)),
                scale);
    }

    private static List<Measurement> pointReads(double ours, double usual, long roundTrips) {
        return List.of(
                measured(Operation.POINT_READ, Network.LOOPBACK, Way.UNPROTECTED, 1, 1),
                measured(Operation.POINT_READ, Network.LOOPBACK, Way.IN_TRANSACTION, usual, 3),
                measured(Operation.POINT_READ, Network.LOOPBACK, Way.LAYER, ours, roundTrips));
    }

    private static Goal goal(Report report, String what) {
        return report.goals().stream()
                .filter(goal -> goal.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_goal_is_met_at_its_limit_and_missed_beyond_it() {
        String what = "point read by unprotected, loopback";

        assertThat(goal(report(pointReads(1.5, 3, 1), List.of()), what).outcome())
                .isEqualTo(Outcome.MET);
        assertThat(goal(report(pointReads(1.51, 3, 1), List.of()), what).outcome())
                .isEqualTo(Outcome.MISSED);
    }

    @Test
    void round_trips_have_to_be_exact() {
        String what = "round trips of a read of one statement";

        assertThat(goal(report(pointReads(1, 3, 1), List.of()), what).outcome()).isEqualTo(Outcome.MET);
        assertThat(goal(report(pointReads(1, 3, 2), List.of()), what).outcome()).isEqualTo(Outcome.MISSED);
        assertThat(goal(report(pointReads(1, 3, 0), List.of()), what).outcome()).isEqualTo(Outcome.MISSED);
    }

    @Test
    void the_usual_way_is_compared_with_ours_and_not_with_unprotected() {
        Goal goal = goal(
                report(pointReads(1.5, 3, 1), List.of()), "set_config in transaction by ours, point read, loopback");

        assertThat(goal.figure()).isEqualTo(2);
        assertThat(goal.outcome()).isEqualTo(Outcome.MET);
    }

    @Test
    void what_was_not_measured_is_neither_met_nor_missed() {
        assertThat(report(List.of(), List.of()).goals())
                .isNotEmpty()
                .allSatisfy(goal -> assertThat(goal.outcome()).isEqualTo(Outcome.NOT_MEASURED));
    }

    @Test
    void growth_is_from_the_fewest_customers_to_the_most() {
        List<ScaleFigure> scale = List.of(
                new ScaleFigure(Question.POINT_READ, 100_000, "", 130, 0, ""),
                new ScaleFigure(Question.POINT_READ, 100, "", 100, 0, ""),
                new ScaleFigure(Question.LARGEST_PAGE, 100, "", 140, 0, ""),
                new ScaleFigure(Question.SMALLEST_PAGE, 100, "", 100, 0, ""),
                new ScaleFigure(Question.SILENT, 10_000, "", 10, 0, ""));
        Report report = report(List.of(), scale);

        assertThat(goal(report, "point read with most Customers by that with fewest"))
                .satisfies(goal -> assertThat(goal.figure()).isEqualTo(1.3))
                .satisfies(goal -> assertThat(goal.outcome()).isEqualTo(Outcome.MISSED));
        assertThat(goal(report, "list page of the largest Customer by a small one's")
                        .outcome())
                .isEqualTo(Outcome.MET);
        assertThat(goal(report, "heap blocks and other Customers' rows that offline screens touch")
                        .outcome())
                .isEqualTo(Outcome.MET);
    }

    @Test
    void median_and_quartiles_are_those_of_the_values() {
        assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(new Spread(1.75, 2.5, 3.25));
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7));
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_table_tells_time_spread_ratio_and_round_trips() {
        String table = TextTable.of(report(pointReads(1.5, 3, 1), List.of()));

        assertThat(table.lines().filter(line -> line.strip().startsWith("this layer")))
                .singleElement()
                .satisfies(line -> assertThat(line.strip().split("\\s{2,}"))
                        .containsExactly("this layer", "150", "135 – 165", "1.50", "1.35 – 1.65", "1"));
        assertThat(table).contains("point read by key, loopback, one thread", "seal token", "met ", "not measured");
    }

    @Test
    void json_has_every_figure_of_every_round_and_the_conditions() throws Exception {
        JsonNode json = new ObjectMapper().readTree(ReportJson.of(report(pointReads(1.5, 3, 1), List.of())));

        assertThat(json.at("/format").asText()).isEqualTo(ReportJson.FORMAT);
        assertThat(json.at("/conditions/settings/shared_buffers").asText()).isEqualTo("128MB");
        assertThat(json.at("/measurements")).hasSize(3);
        assertThat(json.at("/measurements/2/microsOfRounds/2").asDouble()).isCloseTo(180, within(1e-9));
        assertThat(json.at("/measurements/2/ratio/median").asDouble()).isEqualTo(1.5);
        assertThat(json.at("/loops/0/nanos/median").asDouble()).isEqualTo(1000);
        List<String> outcomes = new ArrayList<>();
        json.at("/goals").forEach(goal -> outcomes.add(goal.at("/outcome").asText()));
        assertThat(outcomes).contains("met", "not_measured").doesNotContain("missed");
    }

    @Test
    void the_chart_is_xml_whose_bars_are_as_long_as_the_ratios() throws Exception {
        String svg = Chart.of("loopback", pointReads(1.5, 3, 1));
        Document drawn =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

        List<Double> widths = new ArrayList<>();
        for (int i = 0; i < drawn.getElementsByTagName("rect").getLength(); i++) {
            widths.add(Double.valueOf(drawn.getElementsByTagName("rect")
                    .item(i)
                    .getAttributes()
                    .getNamedItem("width")
                    .getNodeValue()));
        }
        assertThat(widths).hasSize(3);
        assertThat(widths.get(1) / widths.get(0)).isBetween(2.98, 3.02);
        assertThat(widths.get(2) / widths.get(0)).isBetween(1.48, 1.52);
        assertThat(svg).contains("this layer", "1.50, 150 µs, 1 round trip<");
    }

    @Test
    void the_page_shows_the_chart_the_goals_and_the_figures_and_fetches_nothing() {
        String page = ReportPage.html(report(pointReads(1.5, 3, 1), List.of()));

        assertThat(page)
                .contains("<svg", "point read by key, loopback, one thread", "135 – 165", "at most 1.5", "met")
                .doesNotContain("<script", "<link", "src=");
    }
}
