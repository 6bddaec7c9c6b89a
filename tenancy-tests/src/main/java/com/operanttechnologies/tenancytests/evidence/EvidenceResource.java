package com.operanttechnologies.tenancytests.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What is written down beside these classes, to be read by people as well. */
final class EvidenceResource {

    private EvidenceResource() {}

    static String text(String name) {
        try (InputStream resource = EvidenceResource.class.getResourceAsStream(name)) {
            if (resource == null) {
                throw new IllegalStateException("The jar of operant-tenancy-tests lacks " + name + "; build it again");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + name + " from the jar of operant-tenancy-tests", e);
        }
    }

    /**
     * The rows of a table, written as in Markdown, {@code | like | this |}; other lines are comments.
     *
     * @throws IllegalStateException when a row hasn't that many cells
     */
    static List<List<String>> rows(String name, int cells) {
        List<List<String>> rows = text(name)
                .lines()
                .filter(line -> line.startsWith("| "))
                .map(line -> Stream.of(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
        for (List<String> row : rows) {
            if (row.size() != cells) {
                throw new IllegalStateException(
                        name + " has a row of " + row.size() + " cells, not " + cells + ": " + row);
            }
        }
        return rows;
    }
}
