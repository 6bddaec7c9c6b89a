package com.operanttechnologies.tenancytests.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What the reports of a run of tests, {@code TEST-*.xml} as Surefire writes them, say of each class.
 *
 * @param classes counts by class
 */
record TestReports(Map<String, Counts> classes) {

    /** How many tests of a class passed, failed and were skipped. */
    record Counts(int passed, int failed, int skipped) {

        static final Counts NONE = new Counts(0, 0, 0);

        Counts plus(Counts other) {
            return new Counts(passed + other.passed, failed + other.failed, skipped + other.skipped);
        }
    }

    static final TestReports NONE = new TestReports(Map.of());

    /**
     * Reads the reports below some folders.
     *
     * @throws IllegalArgumentException when there is none, or one can't be read
     */
    static TestReports in(List<Path> folders) {
        Map<String, Counts> classes = new HashMap<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> reports = files.filter(
                                file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                        .toList();
                if (reports.isEmpty()) {
                    throw new IllegalArgumentException("No TEST-*.xml is in " + folder + "; run ./mvnw verify first");
                }
                for (Path report : reports) {
                    read(report).forEach((name, counts) -> classes.merge(name, counts, Counts::plus));
                }
            } catch (IOException | XMLStreamException e) {
                throw new IllegalArgumentException("The reports in " + folder + " can't be read: " + e.getMessage(), e);
            }
        }
        return new TestReports(Map.copyOf(classes));
    }

    Counts of(String test) {
        Counts ofClass = classes.get(test);
        if (ofClass == null && test.contains(".")) {
            ofClass = classes.get(test.substring(0, test.lastIndexOf('.')));
        }
        return ofClass == null ? Counts.NONE : ofClass;
    }

    private static Map<String, Counts> read(Path report) throws IOException, XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        Map<String, Counts> classes = new HashMap<>();
        String name = "";
        Counts counts = Counts.NONE;
        try (InputStream file = Files.newInputStream(report)) {
            XMLStreamReader xml = factory.createXMLStreamReader(file);
            while (xml.hasNext()) {
                int event = xml.next();
                boolean starts = event == XMLStreamConstants.START_ELEMENT;
                String element = starts || event == XMLStreamConstants.END_ELEMENT ? xml.getLocalName() : "";
                if (starts && element.equals("testcase")) {
                    name = xml.getAttributeValue(null, "classname");
                    counts = new Counts(1, 0, 0);
                } else if (starts && (element.equals("failure") || element.equals("error"))) {
                    counts = new Counts(0, 1, 0);
                } else if (starts && element.equals("skipped")) {
                    counts = new Counts(0, 0, 1);
                } else if (element.equals("testcase")) {
                    classes.merge(name, counts, Counts::plus);
                }
            }
        }
        return classes;
    }
}
