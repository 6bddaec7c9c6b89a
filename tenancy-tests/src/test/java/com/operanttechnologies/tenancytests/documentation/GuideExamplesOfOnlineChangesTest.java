package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The guide's change of a table in use is the one that {@code ZeroDowntimeTest} makes, statement by statement. */
class GuideExamplesOfOnlineChangesTest {

    private static final String RESOURCES = "tenancy-tests/src/test/resources/db/online";

    @Test
    void each_statement_of_the_tested_series_is_in_the_guide() {
        String page = Checkout.read("docs/database-administrators.md")
                .lines()
                .map(line -> line.startsWith("# ") ? line.substring(2) : line)
                .collect(Collectors.joining("\n"));
        List<String> files = Checkout.filesBelow(RESOURCES, ".sql").toList();

        assertThat(files).hasSize(11);
        assertThat(files)
                .filteredOn(file -> !file.contains("_comment"))
                .hasSize(10)
                .allSatisfy(file -> assertThat(page).as(file).contains(statements(file)));
    }

    private static String statements(String file) {
        return Checkout.read(file)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .collect(Collectors.joining("\n"));
    }
}
