package com.operanttechnologies.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A rule that stands in a file and not in the list would never be asked. */
class RuleFilesTest {

    private static final Path RULES = Path.of("src/main/resources/db/gate");

    @Test
    void every_file_of_a_rule_is_in_the_list() throws IOException {
        try (Stream<Path> files = Files.list(RULES)) {
            List<String> ids = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".sql"))
                    .map(name -> name.substring(0, name.length() - ".sql".length()))
                    .toList();
            assertThat(Gate.rules()).extracting(Rule::id).containsExactlyInAnyOrderElementsOf(ids);
        }
    }
}
