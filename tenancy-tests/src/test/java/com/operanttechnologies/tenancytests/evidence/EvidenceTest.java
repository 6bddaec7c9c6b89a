package com.operanttechnologies.tenancytests.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.attack.Verdict;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** A table opened on purpose, in all that is written of it: the page and the files say the same. */
@ExtendWith(PostgresExtension.class)
@Tag("SEC-3")
@Tag("thorough")
class EvidenceTest {

    @TempDir
    private static Path folder;

    private static Evidence evidence;

    @BeforeAll
    static void attack(PostgresUnderTest server) throws Exception {
        evidence = PlantedBreach.evidence(server);
        EvidenceFolder.write(evidence, folder);
    }

    private static String read(String file) throws Exception {
        return Files.readString(folder.resolve(file));
    }

    private static List<Outcome> outcomes() {
        return evidence.runs().stream().flatMap(run -> run.outcomes().stream()).toList();
    }

    private static long count(Verdict verdict) {
        return outcomes().stream()
                .filter(outcome -> outcome.verdict() == verdict)
                .count();
    }

    @Test
    void the_breach_is_what_the_run_comes_to() {
        assertThat(evidence.conclusion()).isEqualTo(Conclusion.FOUND);
        assertThat(outcomes())
                .filteredOn(outcome -> outcome.verdict() == Verdict.BREACHED)
                .extracting(Outcome::target)
                .contains(PlantedBreach.TABLE);
        assertThat(evidence.figures().errors()).as("findings of the gate").isPositive();
    }

    @Test
    void the_page_has_every_target_and_attack_with_its_answer() throws Exception {
        String page = read("index.html");
        for (Outcome outcome : outcomes()) {
            assertThat(page).contains(escaped(outcome.title()), escaped(outcome.sql()), escaped(outcome.observed()));
            assertThat(page).contains("<b>" + escaped(outcome.target()) + "</b>");
        }
        assertThat(page).contains("✗ Something was found", ">rls-", "commit <code>");
    }

    @Test
    void the_page_needs_nothing_else_and_is_readable_without_colour() throws Exception {
        String page = read("index.html");
        assertThat(page).doesNotContain("<script", "src=", "@import", "url(");
        assertThat(page).contains("✗ got through", "✓ held", "@media print", "<html lang=\"en\">");
        assertThat(page)
                .as("what the template's language doesn't know")
                .doesNotContainPattern("@(switch|case|if|for|end)");
        assertThat(page).as("a command is text, not markup").contains("prove &lt;a table&gt; &amp; \"more\"");
    }

    @Test
    void the_page_and_the_json_have_the_same_figures() throws Exception {
        JsonNode json = new ObjectMapper().readTree(read("evidence.json"));
        assertThat(json.path("conclusion").asText()).isEqualTo("found");
        List<String> verdicts = new ArrayList<>();
        json.path("runs")
                .forEach(run -> run.path("outcomes")
                        .forEach(outcome -> verdicts.add(outcome.path("verdict").asText())));
        JsonNode figures = json.path("figures");
        assertThat(figures.path("attacks").asInt())
                .isEqualTo(verdicts.size())
                .isEqualTo(outcomes().size());
        for (String[] pair : new String[][] {{"breached", "BREACHED"}, {"held", "HELD"}, {"limits", "LIMIT"}}) {
            assertThat(figures.path(pair[0]).asInt()).as(pair[0]).isEqualTo((int)
                    verdicts.stream().filter(pair[1]::equals).count());
        }
        assertThat(read("index.html"))
                .contains("<b>" + figures.path("breached").asInt() + "</b> attacks got through")
                .contains("<b>" + figures.path("errors").asInt() + "</b> findings of the gate")
                .contains("<b>" + figures.path("notTested").asInt() + "</b> things this run did not test")
                .contains(figures.path("held").asInt() + " were answered as they must be");
        assertThat(json.path("notTested")).hasSize(figures.path("notTested").asInt());
    }

    @Test
    void sarif_follows_its_schema_and_has_a_result_for_all_that_was_found() throws Exception {
        String sarif = read("results.sarif");
        try (InputStream schema = getClass().getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
            assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                            .getSchema(Objects.requireNonNull(schema))
                            .validate(sarif, InputFormat.JSON))
                    .isEmpty();
        }
        JsonNode run = new ObjectMapper().readTree(sarif).path("runs").path(0);
        Figures figures = evidence.figures();
        assertThat(run.path("results"))
                .hasSize(figures.errors() + figures.advice() + figures.breached() + figures.couldNotAttack());
        List<String> catalogue = evidence.subject().catalogue();
        assertThat(run.path("results")).anySatisfy(result -> {
            assertThat(result.path("ruleId").asText()).startsWith("attack/");
            JsonNode place = result.path("locations").path(0);
            assertThat(place.path("logicalLocations")
                            .path(0)
                            .path("fullyQualifiedName")
                            .asText())
                    .isEqualTo(PlantedBreach.TABLE);
            int line = place.path("physicalLocation")
                    .path("region")
                    .path("startLine")
                    .asInt();
            assertThat(catalogue.get(line - 1)).startsWith("relation stage.dashboard ");
        });
        assertThat(StreamSupport.stream(run.path("results").spliterator(), false)
                        .map(result -> result.path("ruleId").asText()))
                .anyMatch(rule -> rule.startsWith("gate/"));
        assertThat(read("index.html")).contains("✗ broken: ", "✓ passed");
    }

    @Test
    void junit_xml_fails_by_what_was_found() throws Exception {
        Document xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(read("junit.xml").getBytes(StandardCharsets.UTF_8)));
        long broken = evidence.rules().stream()
                .filter(rule ->
                        rule.severity().equals("error") && !rule.findings().isEmpty())
                .count();
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo((int) (broken + count(Verdict.BREACHED)));
        NodeList suites = xml.getElementsByTagName("testsuite");
        int failures = 0;
        int tests = 0;
        for (int i = 0; i < suites.getLength(); i++) {
            failures += Integer.parseInt(((Element) suites.item(i)).getAttribute("failures"));
            tests += Integer.parseInt(((Element) suites.item(i)).getAttribute("tests"));
        }
        assertThat(failures).isEqualTo(xml.getElementsByTagName("failure").getLength());
        assertThat(tests)
                .isEqualTo(evidence.rules().size() + outcomes().size())
                .isEqualTo(xml.getElementsByTagName("testcase").getLength());
    }

    @Test
    void the_fingerprint_is_the_checksum_of_the_catalogue_beside_it() throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(folder.resolve("catalogue.txt")));
        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo(evidence.subject().fingerprint());
        assertThat(evidence.subject().catalogue())
                .anyMatch(line -> line.startsWith("policy stage.dashboard tenant ") && line.contains(" using true "));
    }

    @Test
    void what_was_not_tested_is_told_apart() throws Exception {
        assertThat(evidence.notTested())
                .extracting(NotTested::what)
                .anyMatch(what -> what.startsWith("Attack P6"))
                .anyMatch(what -> what.startsWith("Whether a careless change"))
                .anyMatch(what -> what.contains("PAN-2"));
        assertThat(read("index.html")).contains("<h2 id=\"untested\">What was not tested</h2>");
    }

    @Test
    void no_token_and_no_password_is_told() throws Exception {
        for (String file : List.of("index.html", "evidence.json", "junit.xml", "results.sarif", "catalogue.txt")) {
            assertThat(read(file).toLowerCase(Locale.ROOT))
                    .as(file)
                    .doesNotContainPattern("v1\\.k[0-9a-f]{8}\\.[^' ]+\\.[0-9]{10}\\.[0-9a-f]{64}(?![0-9a-f])")
                    .doesNotContain("scram-sha-256$");
        }
    }

    private static String escaped(String text) {
        StringOutput plain = new StringOutput();
        OwaspHtmlTemplateOutput output = new OwaspHtmlTemplateOutput(plain);
        output.setContext("p", null);
        output.writeUserContent(text);
        return plain.toString();
    }
}
