package com.operanttechnologies.tenancytests.evidence;

import com.operanttechnologies.tenancytests.attack.Outcome;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The run as JUnit XML, as CI servers read it: a suite for the gate, for each run of attacks and for the mutants. */
final class JUnitXml {

    /** A test case: how it ended, as the element inside of it, and why. */
    private record Case(String type, String name, String end, String message, String text) {}

    private JUnitXml() {}

    static String of(Evidence evidence) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            suite(
                    xml,
                    evidence,
                    "gate",
                    evidence.rules().stream().map(JUnitXml::rule).toList());
            for (AttackRun run : evidence.runs()) {
                suite(
                        xml,
                        evidence,
                        "attacks." + run.name(),
                        run.outcomes().stream().map(JUnitXml::attack).toList());
            }
            suite(
                    xml,
                    evidence,
                    "mutants",
                    evidence.mutants().stream().map(JUnitXml::mutant).toList());
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("XML in memory can be written", e);
        }
        return text + "\n";
    }

    private static Case rule(RuleResult rule) {
        String found = rule.findings().stream()
                .map(each -> each.object() + " " + each.found() + "\n" + each.mend())
                .collect(Collectors.joining("\n"));
        String type = "gate." + rule.group();
        String name = rule.id() + ": " + rule.title();
        return switch (rule.state()) {
            case PASSED -> new Case(type, name, "", "", "");
            case NOT_CHECKED -> new Case(type, name, "skipped", rule.reason(), "");
            // Advice is told, and nothing fails by it.
            case BROKEN ->
                rule.severity().equals("error")
                        ? new Case(type, name, "failure", rule.why(), found)
                        : new Case(type, name, "system-out", "", "advice: " + found);
        };
    }

    private static Case attack(Outcome outcome) {
        String name = outcome.id() + " " + outcome.title();
        String end = switch (outcome.verdict()) {
            case HELD -> "";
            case LIMIT -> "system-out";
            case NOT_ATTACKED -> "skipped";
            case BREACHED -> "failure";
            case COULD_NOT_ATTACK -> "error";
        };
        return new Case(outcome.target(), name, end, outcome.observed(), outcome.toString());
    }

    private static Case mutant(MutantResult mutant) {
        String end = switch (mutant.state()) {
            case KILLED -> "";
            case SURVIVED -> "failure";
            case IMPOSSIBLE -> "skipped";
        };
        String message = mutant.state() == MutantResult.State.SURVIVED ? "Nobody noticed" : mutant.refusal();
        return new Case(mutant.target(), mutant.kind(), end, message, String.join(";\n", mutant.change()));
    }

    private static void suite(XMLStreamWriter xml, Evidence evidence, String name, List<Case> cases)
            throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", "operant-tenancy." + name);
        xml.writeAttribute("timestamp", evidence.writtenAt().toString());
        xml.writeAttribute("tests", String.valueOf(cases.size()));
        xml.writeAttribute("failures", count(cases, "failure"));
        xml.writeAttribute("errors", count(cases, "error"));
        xml.writeAttribute("skipped", count(cases, "skipped"));
        for (Case each : cases) {
            write(xml, each);
        }
        xml.writeEndElement();
    }

    private static void write(XMLStreamWriter xml, Case test) throws XMLStreamException {
        xml.writeCharacters("\n  ");
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", legal(test.type()));
        xml.writeAttribute("name", legal(test.name()));
        if (!test.end().isEmpty()) {
            xml.writeStartElement(test.end());
            if (!test.end().equals("system-out")) {
                xml.writeAttribute("message", legal(test.message()));
            }
            xml.writeCharacters(legal(test.text()));
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static String count(List<Case> cases, String end) {
        return String.valueOf(
                cases.stream().filter(test -> test.end().equals(end)).count());
    }

    /** Without the characters that XML 1.0 can't hold, which a server's answer may. */
    private static String legal(String text) {
        return text.replaceAll("[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }
}
