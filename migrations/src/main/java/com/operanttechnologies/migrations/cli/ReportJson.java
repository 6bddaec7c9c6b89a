package com.operanttechnologies.migrations.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.operanttechnologies.migrations.gate.Finding;
import com.operanttechnologies.migrations.gate.GateReport;
import com.operanttechnologies.migrations.gate.Rule;
import com.operanttechnologies.migrations.gate.Unchecked;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;

/** A report as JSON, for programs. Names of members stay as they are; members may be added. */
final class ReportJson {

    private ReportJson() {}

    static String of(GateReport report) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeBooleanField("passed", report.passed());
            json.writeNumberField("errors", report.errors().size());
            json.writeNumberField("advice", report.advice().size());
            json.writeArrayFieldStart("findings");
            for (Finding finding : report.findings()) {
                json.writeStartObject();
                write(json, finding.rule());
                json.writeStringField("object", finding.object());
                json.writeStringField("found", finding.found());
                json.writeStringField("why", finding.rule().why());
                json.writeStringField("mend", finding.mend());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("unchecked");
            for (Unchecked unchecked : report.unchecked()) {
                json.writeStartObject();
                write(json, unchecked.rule());
                json.writeStringField("reason", unchecked.reason());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("checked");
            for (Rule rule : report.checked()) {
                json.writeString(rule.id());
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, Rule rule) throws IOException {
        json.writeStringField("rule", rule.id());
        json.writeStringField("severity", rule.severity().name().toLowerCase(Locale.ROOT));
        json.writeStringField("title", rule.title());
    }
}
