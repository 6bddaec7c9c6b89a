package com.operanttechnologies.migrations.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The rules in {@code db/gate}, in the order of {@code rules.txt}, which names each below the title of its group. */
final class RuleBook {

    static final List<Rule> RULES = read();

    private RuleBook() {}

    private static List<Rule> read() {
        List<Rule> rules = new ArrayList<>();
        String group = "";
        for (String line : resource("rules.txt").lines().toList()) {
            if (line.startsWith("# ")) {
                group = line.substring(2);
            } else if (!line.isBlank()) {
                rules.add(RuleFile.parse(line, group, resource(line + ".sql")));
            }
        }
        return List.copyOf(rules);
    }

    private static String resource(String name) {
        try (InputStream resource = RuleBook.class.getResourceAsStream("/db/gate/" + name)) {
            if (resource == null) {
                throw new IllegalStateException(
                        "The jar of operant-migrations lacks db/gate/" + name + "; build it again");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read db/gate/" + name + " from the jar of operant-migrations", e);
        }
    }
}
