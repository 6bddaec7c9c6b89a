package com.operanttechnologies.tenancytests.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide and the evidence tell the same promises and the same residual risks. */
class EvidenceTablesTest {

    private static final String FOLDER =
            "tenancy-tests/src/main/resources/com/operanttechnologies/tenancytests/evidence/";

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
}
