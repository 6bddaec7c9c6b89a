package com.operanttechnologies.migrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every command line of the guides is one that operant-db understands. */
class GuideCommandLinesTest {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    /** What the guides write where the reader has an identifier. */
    private static final Pattern STANDS_FOR_AN_IDENTIFIER =
            Pattern.compile("CUSTOMER|ACCOUNT|HOLD|REQUEST|GRANT|018f…");

    static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Path.of("../docs"))) {
            for (Path page : pages.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                Matcher block = BLOCK.matcher(Files.readString(page));
                while (block.find()) {
                    block.group(1)
                            .replace("\\\n", " ")
                            .lines()
                            .filter(line -> line.startsWith("operant-db "))
                            .map(line -> line.replaceFirst("\\s+(#|>).*$", ""))
                            .forEach(commands::add);
                }
            }
        }
        assertThat(commands).hasSizeGreaterThan(30);
        return commands;
    }

    @ParameterizedTest
    @MethodSource("commands")
    void a_command_of_the_guides_is_understood(String line) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(line.substring("operant-db ".length()));
        while (word.find()) {
            String text = word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3);
            words.add(STANDS_FOR_AN_IDENTIFIER.matcher(text).matches() ? "018f2b5c-7f00-7000-8000-000000000001" : text);
        }
        new CommandLine(new OperantDb(), new CommandFactory(Map.of()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs(words.toArray(String[]::new));
    }
}
