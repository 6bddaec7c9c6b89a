package com.operanttechnologies.tenancytests.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * The evidence as JSON, for programs: the facts of the page, with the names of {@link Evidence}'s components, in their
 * order. Members may be added; what is there keeps its name as long as {@code format} is the same.
 */
final class EvidenceJson {

    static final String FORMAT = "operant-evidence/1";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private EvidenceJson() {}

    static String of(Evidence evidence) {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT);
        json.put("conclusion", evidence.conclusion().name().toLowerCase(Locale.ROOT));
        json.put("writtenAt", evidence.writtenAt().toString());
        json.put("command", evidence.command());
        json.put("way", evidence.way());
        json.set("figures", JSON.valueToTree(evidence.figures()));
        ObjectNode subject = JSON.valueToTree(evidence.subject());
        // It is a file of its own, catalogue.txt.
        subject.remove("catalogue");
        json.set("subject", subject);
        json.set("rules", JSON.valueToTree(evidence.rules()));
        json.set("runs", JSON.valueToTree(evidence.runs()));
        json.set("mutants", JSON.valueToTree(evidence.mutants()));
        json.put("mutantsPossible", evidence.mutantsPossible());
        json.put("tests", evidence.tests());
        json.set("promises", JSON.valueToTree(evidence.promises()));
        json.set("readings", JSON.valueToTree(evidence.readings()));
        json.set("risks", JSON.valueToTree(evidence.risks()));
        json.set("notTested", JSON.valueToTree(evidence.notTested()));
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of records can be written", e);
        }
    }
}
