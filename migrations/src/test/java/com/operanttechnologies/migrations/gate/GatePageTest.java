package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/gate.md} tells the rules as they are, and leaves out none of what the other tools check. */
class GatePageTest {

    private static final Path PAGE = Path.of("../docs/gate.md");
    private static final String BEGIN =
            "<!-- The rules are written by GatePageTest: run it with -Dgate.write=true after changing one. -->\n";
    private static final String END = "<!-- The end of the rules. -->\n";

    /** Rules by name, and words of SQL that look like one. */
    private static final Pattern NAME = Pattern.compile("`([a-z0-9]+(?:-[a-z0-9]+)+|superusers|publication)`");

    private static final Set<String> NO_RULES = Set.of("operant-db");

    private static String rules() {
        StringBuilder text = new StringBuilder();
        String group = "";
        for (Rule rule : Gate.rules()) {
            if (!rule.group().equals(group)) {
                group = rule.group();
                text.append("\n### ")
                        .append(group)
                        .append("\n\n| rule | severity | it says | closes |\n|---|---|---|---|\n");
            }
            text.append("| `").append(rule.id()).append("` | ");
            text.append(rule.severity().name().toLowerCase(Locale.ROOT)).append(" | ");
            text.append(rule.title())
                    .append(" | ")
                    .append(String.join(" ", rule.closes()))
                    .append(" |\n");
        }
        return text.append('\n').toString();
    }

    @Test
    void the_page_lists_every_rule_as_its_file_says() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        if (Boolean.getBoolean("gate.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + rules() + page.substring(page.indexOf(END)));
        }
        assertThat(Files.readString(PAGE).substring(begin))
                .as("run ./mvnw -pl migrations test -Dtest=GatePageTest -Dgate.write=true")
                .startsWith(rules() + END);
    }

    @Test
    void every_rule_that_the_page_names_exists() throws IOException {
        Set<String> named = NAME.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .filter(name -> !NO_RULES.contains(name))
                .collect(Collectors.toSet());
        assertThat(named)
                .hasSizeGreaterThan(50)
                .isSubsetOf(Gate.rules().stream().map(Rule::id).toList());
    }

    @Test
    void no_lint_of_the_other_tools_is_left_out() throws IOException {
        List<String> theirs = Stream.of(
                        IntStream.rangeClosed(1, 31).mapToObj(number -> "%04d".formatted(number)),
                        IntStream.rangeClosed(1, 22).mapToObj(number -> "SEC%03d".formatted(number)),
                        IntStream.rangeClosed(1, 3).mapToObj(number -> "PERF%03d".formatted(number)),
                        IntStream.rangeClosed(1, 3).mapToObj(number -> "HYG%03d".formatted(number)),
                        IntStream.rangeClosed(1, 4).mapToObj(number -> "VIEW%03d".formatted(number)))
                .flatMap(numbers -> numbers)
                .toList();
        List<String> told = Pattern.compile("(?m)^\\| (\\d{4}|[A-Z]+\\d{3}) [^|]+\\| [^|]+\\|$")
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(told).containsExactlyElementsOf(theirs);
    }

    /** The sections of pgdsat's report, chapter by chapter: how many each has. */
    @Test
    void no_section_of_the_benchmark_is_left_out() throws IOException {
        List<String> all = new ArrayList<>();
        int[] sections = {6, 5, 2, 8, 9, 10, 5, 3};
        for (int chapter = 1; chapter <= sections.length; chapter++) {
            for (int section = 1; section <= sections[chapter - 1]; section++) {
                all.add(chapter + "." + section);
            }
        }
        List<String> told = new ArrayList<>();
        for (MatchResult match : Pattern.compile("(?m)^\\| (\\d)\\.(\\d+)(?:–\\d\\.(\\d+))? [^|]+\\| [^|]+\\|$")
                .matcher(Files.readString(PAGE))
                .results()
                .toList()) {
            int first = Integer.parseInt(match.group(2));
            int last = match.group(3) == null ? first : Integer.parseInt(match.group(3));
            IntStream.rangeClosed(first, last).forEach(section -> told.add(match.group(1) + "." + section));
        }
        assertThat(told).isEqualTo(all);
    }
}
