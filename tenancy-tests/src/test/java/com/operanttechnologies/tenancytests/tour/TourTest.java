package com.operanttechnologies.tenancytests.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("thorough")
class TourTest {

    private final StringWriter printed = new StringWriter();

    private int run(String... arguments) {
        return Tour.run(new PrintWriter(printed, true), arguments);
    }

    @Test
    @Tag("PAN-1")
    @Tag("STG-1")
    @Tag("GATE")
    @Tag("SEC-3")
    void tells_the_story_and_every_attack_holds(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("lobby.json"), "{\"panels\": []}");
        Files.writeString(folder.resolve("hall.json"), "{\"panels\": [1, 2]}");
        Files.writeString(folder.resolve("notes.txt"), "not a dashboard");

        assertThat(run("--dashboards", folder.toString())).isZero();

        assertThat(printed.toString())
                .contains("each publishes 2 dashboards", "is sent and accepted", "Acme's [Canteen], Globex's [Canteen]")
                .contains("The victim's rows are what they were.")
                .containsPattern("(\\d+) of \\1 attacks held")
                .doesNotContain("LEAK")
                // What is secret in the story stays out of its telling.
                .doesNotContain("press hall's database", "battery staple", "$argon2id");
        assertThat(printed.toString().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void a_folder_or_file_that_is_not_there_is_named() {
        assertThat(run("--dashboards", "/nowhere")).isEqualTo(2);
        assertThat(run("--user-agents", "/nowhere")).isEqualTo(2);
    }

    @Test
    void a_folder_without_dashboards_is_named(@TempDir Path empty) {
        assertThat(run("--dashboards", empty.toString())).isEqualTo(2);
    }

    @Test
    void an_attempt_that_got_through_is_not_called_held() {
        Narration narration = new Narration(new PrintWriter(printed, true));
        Attempt leak = new Attempt("at the window", "select", "5 rows", false);

        narration.attempts(java.util.List.of(leak));
        boolean well = narration.verdict(java.util.List.of(leak), true);

        assertThat(well).isFalse();
        assertThat(printed.toString()).contains("LEAK", "0 of 1 attacks held");
    }
}
