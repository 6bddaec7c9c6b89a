package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide and the evidence tell the same promises and the same residual risks. */
class EvidenceTablesTest {

    private static final String FOLDER =
            "tenancy-tests/src/main/resources/com/operanttechnologies/tenancytests/evidence/";
    private static final Path ATTACKS = Path.of("src/main/java/com/operanttechnologies/tenancytests/attack");

    /** The first argument of what makes an attack. */
    private static final Pattern AN_ID = Pattern.compile("\\(\\s*\"([A-Z][0-9]{1,2})\",");

    private static List<String> rows(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("| ")).toList();
    }

    private static List<String> resource(String name) {
        return rows(Checkout.read(FOLDER + name).lines().toList());
    }

    private static List<String> guide(String heading) {
        List<String> rows = rows(Checkout.page("docs/security-reviewers.md").section(heading));
        // Without the table's own heading.
        return rows.subList(1, rows.size());
    }

    @Test
    void the_promises_are_the_same() {
        assertThat(resource("promises.txt")).isNotEmpty().isEqualTo(guide("## The promises"));
    }

    @Test
    void the_residual_risks_are_the_same() {
        assertThat(resource("risks.txt")).isNotEmpty().isEqualTo(guide("## What remains"));
    }

    @Test
    void every_attack_of_the_suite_is_explained() throws IOException {
        Set<String> explained = resource("attacks.txt").stream()
                .map(row -> row.split("\\|", 3)[1].strip())
                .collect(Collectors.toSet());
        Set<String> attacked = new TreeSet<>();
        try (Stream<Path> sources = Files.list(ATTACKS)) {
            for (Path source : sources.toList()) {
                AN_ID.matcher(Files.readString(source)).results().forEach(id -> attacked.add(id.group(1)));
            }
        }
        assertThat(attacked).hasSizeGreaterThan(30).isSubsetOf(explained);
    }
}
