package com.operanttechnologies.tenancytests.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * A report for programs: every figure of every round, with the names of {@link Report}'s components. Members may be
 * added; what is there keeps its name as long as {@code format} is the same.
 */
final class ReportJson {

    static final String FORMAT = "operant-benchmark/1";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ReportJson() {}

    static String of(Report report) {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT);
        json.put("writtenAt", report.writtenAt().toString());
        json.put("command", report.command());
        json.set("conditions", JSON.valueToTree(report.conditions()));
        ObjectNode effort = json.putObject("effort");
        effort.put("customers", report.effort().customers());
        effort.put("warmUpMillis", report.effort().warmUp().toMillis());
        effort.put("rounds", report.effort().rounds());
        effort.put("turnMillis", report.effort().turn().toMillis());
        effort.put("ingestRounds", report.effort().ingestRounds());
        ArrayNode goals = json.putArray("goals");
        for (Goal goal : report.goals()) {
            ObjectNode each = goals.addObject();
            each.put("what", goal.what());
            each.put("wanted", goal.wanted());
            // JSON has no NaN.
            each.put("figure", Double.isNaN(goal.figure()) ? null : goal.figure());
            each.put("outcome", goal.outcome().name().toLowerCase(Locale.ROOT));
        }
        ArrayNode measurements = json.putArray("measurements");
        for (Measurement measurement : report.measurements()) {
            ObjectNode each = measurements.addObject();
            each.put("operation", measurement.operation().label());
            each.put("network", measurement.network().label());
            each.put("threads", measurement.threads());
            each.put("variant", measurement.way().label());
            each.put("roundTrips", measurement.roundTrips());
            each.put("calls", measurement.calls());
            each.set("timeMicros", JSON.valueToTree(measurement.time()));
            each.set("ratio", JSON.valueToTree(measurement.ratio()));
            each.set("microsOfRounds", JSON.valueToTree(measurement.micros()));
        }
        json.set("loops", JSON.valueToTree(report.loops()));
        json.set("scale", JSON.valueToTree(report.scale()));
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of records can be written", e);
        }
    }
}
