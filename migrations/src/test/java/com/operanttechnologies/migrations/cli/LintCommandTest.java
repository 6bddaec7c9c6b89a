package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(
                folder.resolve("V1000__bad.sql"), "select 1;\nalter table stage.dashboard drop column title;\n");
        Files.writeString(folder.resolve("notes.txt"), "drop table stage.dashboard;\n");
    }

    private int run(String... arguments) {
        return OperantDb.run(new PrintWriter(out, true), new PrintWriter(err, true), Map.of(), arguments);
    }

    @Test
    void a_folder_is_linted_without_a_database_and_a_finding_ends_with_1() {
        assertThat(run("lint", folder.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("V1000__bad.sql:2: ban-drop-column: drops a column", "  why: ", "  instead: ")
                .contains("1 finding in 1 file.");
    }

    @Test
    void a_clean_file_ends_with_0_and_a_missing_one_with_2() throws Exception {
        Path clean = Files.writeString(folder.resolve("clean.sql"), "select 1;\n");
        assertThat(run("lint", clean.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("0 findings in 1 file.");
        assertThat(run("lint", folder.resolve("nosuch.sql").toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("can't be read").doesNotContain("\tat ");
    }

    @Test
    void sarif_and_json_are_written_for_programs() throws Exception {
        assertThat(run("lint", "--format", "sarif", folder.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString())
                .contains("\"version\" : \"2.1.0\"", "\"ruleId\" : \"ban-drop-column\"", "\"startLine\" : 2");
        parse(out.toString());
        out.getBuffer().setLength(0);
        assertThat(run("lint", "--format", "json", folder.toString())).isEqualTo(ExitCode.FINDINGS);
        assertThat(out.toString()).contains("\"rule\" : \"ban-drop-column\"");
        parse(out.toString());
    }

    private static void parse(String text) throws Exception {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            while (json.nextToken() != null) {
                assertThat(json.currentToken()).isNotNull();
            }
        }
    }
}
