package com.operanttechnologies.migrations.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule finds its failing example and nothing in its passing one; and the layer's own migrations pass them all. */
@Tag("SEC-3")
class LinterTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/lint");
    private static final Path OWN = Path.of("src/main/resources/db/migration");
    private static final Path PAGE = Path.of("../docs/lint.md");
    private static final String BEGIN =
            "<!-- The rules are written by LinterTest: run it with -Dlint.write=true after changing one. -->\n";

    static List<LintRule> rules() {
        return Linter.rules();
    }

    private static List<String> found(String folder, LintRule rule) throws IOException {
        String name = folder + "/" + rule.id() + ".sql";
        return Linter.lint(Map.of(name, Files.readString(EXAMPLES.resolve(name)))).stream()
                .map(finding -> finding.rule().id())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_rule_finds_its_failing_example(LintRule rule) throws IOException {
        assertThat(found("fails", rule)).contains(rule.id());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void a_rule_finds_nothing_in_its_passing_example(LintRule rule) throws IOException {
        assertThat(found("passes", rule)).doesNotContain(rule.id(), Linter.SUPPRESSION.id(), Linter.SYNTAX.id());
    }

    @Test
    void there_are_examples_of_every_rule_and_of_no_other() throws IOException {
        for (String folder : List.of("fails", "passes")) {
            try (Stream<Path> files = Files.list(EXAMPLES.resolve(folder))) {
                assertThat(files.map(file -> file.getFileName().toString().replace(".sql", "")))
                        .containsExactlyInAnyOrderElementsOf(
                                rules().stream().map(LintRule::id).toList());
            }
        }
    }

    @Test
    void the_layers_own_migrations_are_clean_or_say_why_not() throws IOException {
        Map<String, String> own = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(OWN)) {
            for (Path file : files.sorted().toList()) {
                own.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        assertThat(own).hasSizeGreaterThan(30);
        assertThat(Linter.lint(own).stream()
                        .map(finding ->
                                finding.file() + ":" + finding.line() + " " + finding.rule() + ": " + finding.found())
                        .toList())
                .isEmpty();
    }

    @Test
    void a_finding_names_the_line_and_a_comment_suppresses_it_for_its_statement_alone() {
        String sql = "select 1;\n\nalter table stage.dashboard\n    drop column title;\n"
                + "-- lint: ignore ban-drop-column unused since release 4.2\n"
                + "alter table stage.dashboard drop column colour;\n"
                + "alter table stage.dashboard drop column shade; -- lint: ignore ban-drop-column unused, too\n";
        assertThat(Linter.lint(Map.of("a.sql", sql))).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isEqualTo(4);
            assertThat(finding.rule().id()).isEqualTo("ban-drop-column");
        });
    }

    @Test
    void a_suppression_without_a_reason_suppresses_nothing_and_one_that_is_not_needed_is_found() {
        assertThat(Linter.lint(Map.of("a.sql", "-- lint: ignore ban-drop-table because\ndrop table a.b;\n")))
                .extracting(finding -> finding.rule().id())
                .containsExactlyInAnyOrder("ban-drop-table", "lint-comment");
        assertThat(Linter.lint(Map.of("a.sql", "-- lint: ignore ban-drop-table nobody has used it\nselect 1;\n")))
                .extracting(LintFinding::found)
                .containsExactly("ignores ban-drop-table, which finds nothing here");
    }

    @Test
    void a_table_may_be_protected_in_another_file_that_is_linted_with_it() {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "1.sql",
                "create table signage.a (customer_id uuid not null default tenancy.current_customer(),"
                        + " a_id uuid, primary key (a_id));\n");
        assertThat(Linter.lint(files))
                .extracting(finding -> finding.rule().id())
                .containsExactlyInAnyOrder("table-not-registered", "key-not-by-customer");
        files.put("2.sql", "select tenancy.protect('signage.a', 'usage', 'a year');\n");
        assertThat(Linter.lint(files))
                .extracting(finding -> finding.rule().id())
                .containsExactly("key-not-by-customer");
    }

    private static String table() {
        return Linter.rules().stream()
                .map(rule ->
                        "| `" + rule.id() + "` | " + rule.what() + " | " + rule.why() + " | " + rule.remedy() + " |\n")
                .collect(Collectors.joining("", "\n| rule | it says | why | instead |\n|---|---|---|---|\n", ""));
    }

    @Test
    void the_guide_has_a_line_for_each_rule() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        if (Boolean.getBoolean("lint.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table());
        }
        assertThat(Files.readString(PAGE).substring(begin))
                .as("run ./mvnw -pl migrations test -Dtest=LinterTest -Dlint.write=true")
                .isEqualTo(table());
    }
}
