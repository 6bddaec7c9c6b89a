package com.operanttechnologies.migrations.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.operanttechnologies.migrations.gate.GateReport;
import com.operanttechnologies.migrations.plan.MigrationEffect;
import com.operanttechnologies.migrations.plan.MigrationPlan;
import com.operanttechnologies.migrations.plan.RelationEffect;
import com.operanttechnologies.migrations.plan.StatementEffect;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A plan as JSON, for programs. Names of members stay as they are; members may be added. */
final class PlanJson {

    private final JsonGenerator json;

    private PlanJson(JsonGenerator json) {
        this.json = json;
    }

    static String of(MigrationPlan plan) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            new PlanJson(json).write(plan);
        }
        return text.toString();
    }

    private void write(MigrationPlan plan) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("failed", plan.failed());
        json.writeStringField("stopped", plan.stopped());
        json.writeArrayFieldStart("refusals");
        for (String refusal : plan.refusals()) {
            json.writeString(refusal);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("migrations");
        for (MigrationEffect migration : plan.migrations()) {
            write(migration);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void write(MigrationEffect migration) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", migration.version());
        json.writeStringField("description", migration.description());
        json.writeStringField("script", migration.script());
        json.writeStringField("not_rehearsed", migration.notRehearsed());
        json.writeStringField("failure", migration.failure());
        json.writeArrayFieldStart("waits");
        for (MigrationEffect.Wait wait : migration.waits()) {
            json.writeStartObject();
            json.writeStringField("relation", wait.name());
            json.writeStringField("lock", wait.lock().toString());
            json.writeNumberField("bytes", wait.bytes());
            millis("milliseconds", wait.lasts());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("statements");
        for (StatementEffect statement : migration.statements()) {
            write(statement);
        }
        json.writeEndArray();
        GateReport gate = migration.gate();
        json.writeFieldName("gate");
        if (gate == null) {
            json.writeNull();
        } else {
            json.writeRawValue(ReportJson.of(gate));
        }
        millis("gate_milliseconds", migration.gateTook());
        json.writeEndObject();
    }

    private void write(StatementEffect statement) throws IOException {
        json.writeStartObject();
        json.writeNumberField("line", statement.line());
        json.writeStringField("sql", statement.sql());
        json.writeBooleanField("run", statement.took() != null);
        millis("milliseconds", statement.took());
        json.writeArrayFieldStart("relations");
        for (RelationEffect relation : statement.relations()) {
            json.writeStartObject();
            json.writeStringField("name", relation.name());
            json.writeStringField("kind", relation.kind());
            json.writeNumberField("count", relation.count());
            json.writeStringField(
                    "lock", relation.lock() == null ? null : relation.lock().toString());
            json.writeNumberField("bytes", relation.bytes());
            json.writeNumberField("rows", relation.rows());
            json.writeBooleanField("rewritten", relation.rewritten());
            json.writeBooleanField("emptied", relation.emptied());
            json.writeBooleanField("dropped", relation.dropped());
            json.writeNumberField("rows_read", relation.rowsRead());
            json.writeNumberField("rows_written", relation.rowsWritten());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void millis(String name, @Nullable Duration duration) throws IOException {
        if (duration == null) {
            json.writeNullField(name);
        } else {
            json.writeNumberField(name, duration.toMillis());
        }
    }
}
