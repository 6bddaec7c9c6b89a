package com.operanttechnologies.persistence.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What content may be, and that it comes back as it was. */
@Tag("STG-1")
class DashboardContentTest {

    private static final int LIMIT = 2 * 1024 * 1024;

    private final StageSessions sessions = StageSessions.get();
    private final TenantScope scope = sessions.newCustomer();
    private final UUID id = sessions.transact(
            scope, session -> new DashboardRepository(session).create("Content").id());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                " { \"b\" : 1,\n\t\"a\" : [ ] } ",
                "{\"twice\":1,\"twice\":2}",
                "{\"zero\":1.10,\"escaped\":\"\\u00fc\\u0000\\ud83d\\udcc8\",\"plain\":\"ü📈\"}",
                // Reads as 131,072 digits where the database takes it for a number.
                "{\"huge\":1e131071}"
            })
    void content_comes_back_to_the_character(String content) {
        assertThat(savedAndRead(content)).isEqualTo(content);
    }

    @Test
    void a_dashboard_of_thousands_of_panels_comes_back_to_the_character() {
        String content = panels(12_000);
        assertThat(content.length()).isBetween(LIMIT * 3 / 4, LIMIT);
        assertThat(savedAndRead(content)).isEqualTo(content);
    }

    @Test
    void content_of_exactly_the_limit_is_taken() {
        assertThat(savedAndRead(sized(LIMIT, "x"))).hasSize(LIMIT);
    }

    @Test
    void a_byte_more_than_the_limit_is_refused_with_value_limit_and_remedy() {
        assertThatThrownBy(() -> savedAndRead(sized(LIMIT + 1, "x")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("Content of a dashboard must have at most 2097152 bytes of JSON in UTF-8, has at least"
                        + " 2097153; split the dashboard, or keep images and data outside");
        // Few enough characters, too many bytes.
        assertThatThrownBy(() -> savedAndRead(sized(LIMIT + 20, "ü")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has 2097172;");
    }

    @Test
    void content_nested_deeper_than_the_server_can_parse_is_refused() {
        String deep = "{\"a\":" + "[".repeat(500_000) + "]".repeat(500_000) + "}";
        assertThatThrownBy(() -> savedAndRead(deep)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void the_text_of_a_content_leaves_customer_data_out() {
        DashboardContent content = sessions.transact(scope, session -> {
            DashboardVersionRepository versions = new DashboardVersionRepository(session);
            versions.save(id, 0, "{\"title\":\"Revenue\"}");
            return versions.get(id, 1);
        });
        assertThat(content.toString()).contains("19 characters").doesNotContain("Revenue");
    }

    /** With -Doperant.dashboards=folder: dashboards that people run. */
    @Test
    void real_dashboards_come_back_to_the_character() throws IOException {
        String folder = System.getProperty("operant.dashboards", "");
        assumeThat(folder).as("system property operant.dashboards").isNotEmpty();
        List<Path> files;
        try (Stream<Path> listed = Files.list(Path.of(folder))) {
            files = listed.filter(file -> file.toString().endsWith(".json")).toList();
        }
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            String content = Files.readString(file);
            assertThat(savedAndRead(content)).as(file.toString()).isEqualTo(content);
        }
    }

    private String savedAndRead(String content) {
        int number = sessions.transact(scope, session -> {
            int latest = new DashboardRepository(session).get(id).latestVersion();
            return new DashboardVersionRepository(session)
                    .save(id, latest, content)
                    .number();
        });
        return sessions.read(
                scope,
                session ->
                        new DashboardVersionRepository(session).get(id, number).json());
    }

    /** An object of so many bytes, most of them in one text. */
    private static String sized(int bytes, String character) {
        int each = character.getBytes(StandardCharsets.UTF_8).length;
        int text = bytes - "{\"text\":\"\"}".length();
        return "{\"text\":\"" + character.repeat(text / each) + "x".repeat(text % each) + "\"}";
    }

    private static String panels(int count) {
        StringBuilder json = new StringBuilder("{\"panels\": [");
        for (int i = 0; i < count; i++) {
            json.append(i == 0 ? "" : ", ")
                    .append("{\"id\": ")
                    .append(i)
                    .append(", \"type\": \"timeseries\", \"title\": \"Größe ")
                    .append(i)
                    .append("\", \"targets\": [{\"expr\": \"rate(requests_total{code=~\\\"5..\\\"}[5m])\"}], \"y\": ")
                    .append(i / 2.0)
                    .append("}\n");
        }
        return json.append("]}").toString();
    }
}
