package com.operanttechnologies.tenancytests.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.operanttechnologies.tenancytests.attack.Outcome;
import com.operanttechnologies.tenancytests.attack.Verdict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was found, as SARIF 2.1.0: findings of the gate, attacks that got through or couldn't be tried, mutants that
 * survived, and promises of whose tests one failed. Each points at the line of {@code catalogue.txt} that tells of the
 * object.
 */
final class Sarif {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Evidence evidence;
    private final Map<String, String> rules = new LinkedHashMap<>();
    private final ArrayNode results = JSON.createArrayNode();

    private Sarif(Evidence evidence) {
        this.evidence = evidence;
    }

    static String of(Evidence evidence) {
        return new Sarif(evidence).text();
    }

    private String text() {
        for (RuleResult rule : evidence.rules()) {
            String level = rule.severity().equals("error") ? "error" : "note";
            rule.findings()
                    .forEach(found -> add(
                            "gate/" + rule.id(),
                            rule.title(),
                            level,
                            found.object(),
                            found.object() + " " + found.found()));
        }
        for (AttackRun run : evidence.runs()) {
            for (Outcome outcome : run.outcomes()) {
                boolean breached = outcome.verdict() == Verdict.BREACHED;
                if (breached || outcome.verdict() == Verdict.COULD_NOT_ATTACK) {
                    add(
                            "attack/" + outcome.id(),
                            outcome.title(),
                            breached ? "error" : "warning",
                            outcome.target(),
                            outcome.title() + (breached ? " got through: " : " could not be tried: ")
                                    + outcome.observed() + " (" + run.name() + ")");
                }
            }
        }
        for (MutantResult mutant : evidence.mutants()) {
            if (mutant.state() == MutantResult.State.SURVIVED) {
                add(
                        "mutation/survivor",
                        "Nobody noticed a careless change",
                        "error",
                        mutant.target(),
                        "Nobody noticed: " + mutant.kind());
            }
        }
        for (PromiseResult promise : evidence.promises()) {
            if (promise.failed()) {
                add("promise/" + promise.id(), promise.promise(), "error", promise.id(), "A test of it failed");
            }
        }
        try {
            return JSON.writeValueAsString(document()) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of texts can be written", e);
        }
    }

    private void add(String rule, String title, String level, String object, String message) {
        rules.putIfAbsent(rule, title);
        ObjectNode result = results.addObject();
        result.put("ruleId", rule);
        result.put("level", level);
        result.putObject("message").put("text", message);
        ObjectNode location = result.putArray("locations").addObject();
        ObjectNode place = location.putObject("physicalLocation");
        place.putObject("artifactLocation").put("uri", "catalogue.txt");
        place.putObject("region").put("startLine", lineOf(object));
        location.putArray("logicalLocations").addObject().put("fullyQualifiedName", object);
    }

    /** The first line that tells of it; the first of all where none does, as for the database itself. */
    private int lineOf(String object) {
        List<String> catalogue = evidence.subject().catalogue();
        for (String kind : List.of("relation ", "function ", "role ", "schema ")) {
            for (int i = 0; i < catalogue.size(); i++) {
                if (catalogue.get(i).startsWith(kind + object + " ")) {
                    return i + 1;
                }
            }
        }
        return 1;
    }

    private ObjectNode document() {
        ObjectNode document = JSON.createObjectNode();
        document.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        document.put("version", "2.1.0");
        ObjectNode run = document.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver");
        driver.put("name", "operant-tenancy");
        driver.put("version", evidence.subject().suite());
        ArrayNode described = driver.putArray("rules");
        rules.forEach((id, title) -> described
                .addObject()
                .put("id", id)
                .putObject("shortDescription")
                .put("text", title));
        ObjectNode invocation = run.putArray("invocations").addObject();
        invocation.put("commandLine", evidence.command());
        invocation.put("endTimeUtc", evidence.writtenAt().toString());
        invocation.put("executionSuccessful", evidence.conclusion() != Conclusion.INCOMPLETE);
        run.set("results", results);
        return document;
    }
}
