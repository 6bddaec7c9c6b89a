package com.operanttechnologies.migrations.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Anchors of audit logs in a file: a line for each, with the Customer, the number of an entry and its hash. */
final class AuditAnchors {

    private static final Pattern LINE = Pattern.compile("([0-9a-f-]{36}) (0|[1-9][0-9]{0,17}) ([0-9a-f]{64})");

    private AuditAnchors() {}

    /**
     * What an entry was once.
     *
     * @param hash 64 lower-case hexadecimal digits
     */
    record Anchor(UUID customer, long number, String hash) {}

    /** @throws IllegalArgumentException when a line is none, with its number */
    static List<Anchor> read(Path file) throws IOException {
        List<Anchor> anchors = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            if (!line.matches()) {
                throw new IllegalArgumentException(
                        "Line " + (i + 1) + " of " + file + " is no anchor: a Customer's id, a number and a hash");
            }
            anchors.add(new Anchor(UUID.fromString(line.group(1)), Long.parseLong(line.group(2)), line.group(3)));
        }
        return anchors;
    }

    static void write(Path file, List<Anchor> anchors) throws IOException {
        Files.write(
                file,
                anchors.stream()
                        .map(anchor -> anchor.customer() + " " + anchor.number() + " " + anchor.hash())
                        .toList());
    }
}
