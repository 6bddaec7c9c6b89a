package com.operanttechnologies.migrations.transfer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.operanttechnologies.migrations.transfer.ArchiveManifest.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A manifest as JSON. What isn't exactly one is refused. */
final class ManifestJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    private ManifestJson() {}

    static byte[] write(ArchiveManifest manifest) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = generator(bytes)) {
            json.writeStartObject();
            json.writeStringField("format", ArchiveManifest.FORMAT);
            json.writeStringField("schema_version", manifest.schemaVersion());
            json.writeStringField("customer_id", manifest.customer().toString());
            json.writeStringField("taken_at", manifest.takenAt().toString());
            json.writeStringField("snapshot", manifest.snapshot());
            json.writeStringField("secrets", manifest.secrets().toString());
            json.writeStringField("customer_key", manifest.customerKey());
            writeNames(json, "tables_left_out", manifest.leftOutTables());
            json.writeArrayFieldStart("parts");
            for (ArchivePart part : manifest.parts()) {
                json.writeStartObject();
                json.writeStringField("table", part.table());
                writeNames(json, "columns", part.columns());
                writeNames(json, "columns_left_out", part.leftOut());
                json.writeNumberField("rows", part.rows());
                json.writeNumberField("bytes", part.bytes());
                json.writeStringField("sha256", part.sha256());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static JsonGenerator generator(OutputStream bytes) throws IOException {
        return JSON.createGenerator(bytes).useDefaultPrettyPrinter();
    }

    private static void writeNames(JsonGenerator json, String name, List<String> names) throws IOException {
        json.writeArrayFieldStart(name);
        for (String each : names) {
            json.writeString(each);
        }
        json.writeEndArray();
    }

    /** @throws ArchiveRefusedException when it is no manifest of the format that this program knows */
    static ArchiveManifest read(InputStream bytes) throws IOException {
        try (JsonParser json = JSON.createParser(bytes)) {
            Map<String, Object> manifest = json.nextToken() == JsonToken.START_OBJECT ? object(json, 0) : Map.of();
            if (!ArchiveManifest.FORMAT.equals(manifest.get("format"))) {
                throw new ArchiveRefusedException("manifest.json isn't of the format " + ArchiveManifest.FORMAT
                        + ": this is no export of a Customer, or of another version of operant-db");
            }
            if (json.nextToken() != null) {
                throw refused(null);
            }
            List<ArchivePart> parts = new ArrayList<>();
            for (Object each : array(manifest, "parts")) {
                if (!(each instanceof Map<?, ?> part)) {
                    throw refused(null);
                }
                parts.add(new ArchivePart(
                        text(part, "table"),
                        names(part, "columns"),
                        names(part, "columns_left_out"),
                        number(part, "rows"),
                        number(part, "bytes"),
                        text(part, "sha256")));
            }
            return new ArchiveManifest(
                    text(manifest, "schema_version"),
                    UUID.fromString(text(manifest, "customer_id")),
                    Instant.parse(text(manifest, "taken_at")),
                    text(manifest, "snapshot"),
                    parts,
                    names(manifest, "tables_left_out"),
                    secrets(manifest),
                    text(manifest, "customer_key"));
        } catch (JsonParseException | DateTimeException | IllegalArgumentException e) {
            throw refused(e);
        }
    }

    private static Secrets secrets(Map<?, ?> manifest) {
        String text = text(manifest, "secrets");
        return Stream.of(Secrets.values())
                .filter(each -> each.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> refused(null));
    }

    private static Map<String, Object> object(JsonParser json, int depth) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            members.put(name, value(json, depth + 1));
        }
        return members;
    }

    private static Object value(JsonParser json, int depth) throws IOException {
        if (depth > 5) {
            throw refused(null);
        }
        JsonToken token = json.currentToken();
        if (token == JsonToken.START_OBJECT) {
            return object(json, depth);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> values = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                values.add(value(json, depth + 1));
            }
            return values;
        }
        if (token == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return json.getLongValue();
        }
        throw refused(null);
    }

    private static String text(Map<?, ?> members, String name) {
        if (members.get(name) instanceof String text) {
            return text;
        }
        throw refused(null);
    }

    private static long number(Map<?, ?> members, String name) {
        if (members.get(name) instanceof Long number && number >= 0) {
            return number;
        }
        throw refused(null);
    }

    private static List<?> array(Map<?, ?> members, String name) {
        if (members.get(name) instanceof List<?> values) {
            return values;
        }
        throw refused(null);
    }

    private static List<String> names(Map<?, ?> members, String name) {
        List<String> names = new ArrayList<>();
        for (Object each : array(members, name)) {
            if (!(each instanceof String text)) {
                throw refused(null);
            }
            names.add(text);
        }
        return names;
    }

    private static ArchiveRefusedException refused(@Nullable Throwable cause) {
        String message = "manifest.json is damaged: it isn't what operant-db writes";
        return cause == null ? new ArchiveRefusedException(message) : new ArchiveRefusedException(message, cause);
    }
}
