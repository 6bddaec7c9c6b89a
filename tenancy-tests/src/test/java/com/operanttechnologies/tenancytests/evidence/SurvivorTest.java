package com.operanttechnologies.tenancytests.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.tenancytests.attack.Arena;
import com.operanttechnologies.tenancytests.mutation.Mutant;
import com.operanttechnologies.tenancytests.mutation.MutationRun;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.w3c.dom.Element;

/** A change that nobody notices is in everything that is written for programs, and one that somebody notices is not. */
@ExtendWith(PostgresExtension.class)
@Tag("thorough")
class SurvivorTest {

    private static final String TABLE = "stage.dashboard";

    /** It opens nothing, so nobody has to notice: what survives for certain. */
    private static final String HARMLESS = "comment on table stage.dashboard is 'whatever & <more>'";

    private static final Mutant SURVIVOR = new Mutant("another comment", TABLE, List.of(HARMLESS), List.of());
    private static final Mutant VICTIM = new Mutant(
            "row-level security off",
            TABLE,
            List.of("alter table stage.dashboard disable row level security"),
            List.of());

    private static Evidence evidence;

    @BeforeAll
    static void mutate(PostgresUnderTest server) throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            Subject subject;
            try (Connection connection = database.administrator().connect()) {
                subject = SubjectReader.read(connection);
            }
            try (Arena arena = Arena.open(database, table -> table.toString().equals(TABLE));
                    MutationRun run = MutationRun.on(arena)) {
                List<MutantResult> mutants = new ArrayList<>();
                for (Mutant mutant : List.of(SURVIVOR, VICTIM)) {
                    mutants.add(MutantResult.of(run.fate(mutant, false)));
                }
                evidence = new Evidence(
                        Instant.now(),
                        "prove",
                        "by hand",
                        subject,
                        List.of(),
                        List.of(),
                        mutants,
                        2,
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());
            }
        }
    }

    @Test
    void the_run_has_found_something() {
        assertThat(evidence.figures().survived()).isEqualTo(1);
        assertThat(evidence.figures().killed()).isEqualTo(1);
        assertThat(evidence.conclusion()).isEqualTo(Conclusion.FOUND);
    }

    @Test
    void sarif_has_it_as_an_error_at_its_table() throws Exception {
        JsonNode results = new ObjectMapper()
                .readTree(Sarif.of(evidence))
                .path("runs")
                .path(0)
                .path("results");
        assertThat(results).hasSize(1);
        JsonNode result = results.path(0);
        assertThat(result.path("ruleId").asText()).isEqualTo("mutation/survivor");
        assertThat(result.path("level").asText()).isEqualTo("error");
        assertThat(result.path("message").path("text").asText()).isEqualTo("Nobody noticed: another comment");
        assertThat(result.path("locations")
                        .path(0)
                        .path("logicalLocations")
                        .path(0)
                        .path("fullyQualifiedName")
                        .asText())
                .isEqualTo(TABLE);
    }

    @Test
    void junit_xml_has_it_as_the_only_failure() throws Exception {
        Element suite = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(JUnitXml.of(evidence).getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("testsuite")
                .item(1);
        assertThat(suite.getAttribute("name")).isEqualTo("operant-tenancy.mutants");
        assertThat(suite.getAttribute("tests")).isEqualTo("2");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        Element failure = (Element) suite.getElementsByTagName("failure").item(0);
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("another comment");
        assertThat(failure.getAttribute("message")).isEqualTo("Nobody noticed");
        assertThat(failure.getTextContent()).isEqualTo(HARMLESS);
    }
}
