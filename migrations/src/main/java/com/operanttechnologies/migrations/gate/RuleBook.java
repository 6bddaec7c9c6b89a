package com.operanttechnologies.migrations.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules in a folder of {@code db}, in the order of its {@code rules.txt}, which names each below the title of its
 * group; one of another folder with that before its name, as {@code gate/hba-weak}.
 */
final class RuleBook {

    static final List<Rule> RULES = read("gate");

    private RuleBook() {}

    static List<Rule> read(String folder) {
        List<Rule> rules = new ArrayList<>();
        String group = "";
        for (String line : resource(folder + "/rules.txt").lines().toList()) {
            if (line.startsWith("# ")) {
                group = line.substring(2);
            } else if (!line.isBlank()) {
                String path = line.contains("/") ? line : folder + "/" + line;
                String id = path.substring(path.indexOf('/') + 1);
                rules.add(RuleFile.parse(id, group, resource(path + ".sql")));
            }
        }
        return List.copyOf(rules);
    }

    private static String resource(String name) {
        try (InputStream resource = RuleBook.class.getResourceAsStream("/db/" + name)) {
            if (resource == null) {
                throw new IllegalStateException("The jar of operant-migrations lacks db/" + name + "; build it again");
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read db/" + name + " from the jar of operant-migrations", e);
        }
    }
}
