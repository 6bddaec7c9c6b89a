package com.operanttechnologies.tenancytests.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where evidence is written: {@code index.html} for people; {@code evidence.json}, {@code junit.xml} and {@code
 * results.sarif} for programs; and {@code catalogue.txt}, whose SHA-256 is the fingerprint.
 */
public final class EvidenceFolder {

    private EvidenceFolder() {}

    /**
     * Writes all of it, over what a run before has left.
     *
     * @return the page
     * @throws IOException when the folder can't be written to
     */
    public static Path write(Evidence evidence, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("evidence.json"), EvidenceJson.of(evidence));
        Files.writeString(folder.resolve("junit.xml"), JUnitXml.of(evidence));
        Files.writeString(folder.resolve("results.sarif"), Sarif.of(evidence));
        Files.writeString(
                folder.resolve("catalogue.txt"),
                String.join("\n", evidence.subject().catalogue()) + "\n");
        return Files.writeString(folder.resolve("index.html"), EvidenceHtml.of(evidence));
    }
}
