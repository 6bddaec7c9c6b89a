package com.operanttechnologies.migrations.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.operanttechnologies.migrations.AppliedMigration;
import java.io.IOException;
import java.io.StringWriter;

/** A status as JSON, for programs. Names of members stay as they are; members may be added. */
final class StatusJson {

    private StatusJson() {}

    static String of(Status status) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("server", status.server());
            json.writeNumberField("applied", status.applied());
            json.writeNumberField("pending", status.pending());
            json.writeArrayFieldStart("migrating");
            for (String other : status.others()) {
                json.writeString(other);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("faults");
            for (String fault : status.faults()) {
                json.writeString(fault);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("migrations");
            for (AppliedMigration migration : status.migrations()) {
                json.writeStartObject();
                json.writeStringField("version", migration.version());
                json.writeStringField("description", migration.description());
                json.writeStringField("state", migration.state());
                json.writeStringField(
                        "applied_at",
                        migration.appliedAt() == null
                                ? null
                                : migration.appliedAt().toString());
                json.writeStringField("applied_by", migration.appliedBy());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeFieldName("gate");
            json.writeRawValue(ReportJson.of(status.gate()));
            json.writeEndObject();
        }
        return text.toString();
    }
}
