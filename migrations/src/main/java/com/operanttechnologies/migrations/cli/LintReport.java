package com.operanttechnologies.migrations.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.operanttechnologies.migrations.lint.LintFinding;
import com.operanttechnologies.migrations.lint.LintRule;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;

/** What the linter has found: as a text for people, as JSON, and as SARIF 2.1.0 for code review. */
final class LintReport {

    private LintReport() {}

    static String text(List<LintFinding> findings, int files) {
        StringBuilder text = new StringBuilder();
        for (LintFinding finding : findings) {
            LintRule rule = finding.rule();
            text.append(finding.file()).append(':').append(finding.line()).append(": ");
            text.append(rule.id()).append(": ").append(finding.found()).append('\n');
            text.append("  why: ").append(rule.why()).append('\n');
            text.append("  instead: ").append(rule.remedy()).append("\n\n");
        }
        return text + "" + findings.size() + (findings.size() == 1 ? " finding" : " findings") + " in " + files
                + (files == 1 ? " file." : " files.");
    }

    static String json(List<LintFinding> findings, int files) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("files", files);
            json.writeArrayFieldStart("findings");
            for (LintFinding finding : findings) {
                json.writeStartObject();
                json.writeStringField("rule", finding.rule().id());
                json.writeStringField("file", finding.file());
                json.writeNumberField("line", finding.line());
                json.writeStringField("found", finding.found());
                json.writeStringField("why", finding.rule().why());
                json.writeStringField("remedy", finding.rule().remedy());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    static String sarif(List<LintFinding> findings) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.writeStringField("version", "2.1.0");
            json.writeArrayFieldStart("runs");
            json.writeStartObject();
            json.writeObjectFieldStart("tool");
            json.writeObjectFieldStart("driver");
            json.writeStringField("name", "operant-db lint");
            json.writeArrayFieldStart("rules");
            for (LintRule rule :
                    findings.stream().map(LintFinding::rule).distinct().toList()) {
                json.writeStartObject();
                json.writeStringField("id", rule.id());
                message(json, "shortDescription", rule.what());
                message(json, "fullDescription", rule.why());
                message(json, "help", rule.remedy());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndObject();
            json.writeArrayFieldStart("results");
            for (LintFinding finding : findings) {
                result(json, finding);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void result(JsonGenerator json, LintFinding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("ruleId", finding.rule().id());
        json.writeStringField("level", "error");
        message(json, "message", finding.found());
        json.writeArrayFieldStart("locations");
        json.writeStartObject();
        json.writeObjectFieldStart("physicalLocation");
        json.writeObjectFieldStart("artifactLocation");
        json.writeStringField("uri", finding.file().replace('\\', '/'));
        json.writeEndObject();
        json.writeObjectFieldStart("region");
        json.writeNumberField("startLine", finding.line());
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void message(JsonGenerator json, String field, String text) throws IOException {
        json.writeObjectFieldStart(field);
        json.writeStringField("text", text);
        json.writeEndObject();
    }
}
