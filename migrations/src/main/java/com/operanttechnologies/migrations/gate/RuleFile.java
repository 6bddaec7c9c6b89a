package com.operanttechnologies.migrations.gate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the file of a rule: a comment whose first line is the title and whose others are {@code Key: value}, continued
 * where they are indented, and then the query.
 */
final class RuleFile {

    private static final Pattern FIELD = Pattern.compile("-- (Severity|Closes|Needs|Why): +(.*)");
    private static final Pattern CONTINUED = Pattern.compile("-- {2,}(\\S.*)");

    private RuleFile() {}

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException when the file lacks a part
     */
    static Rule parse(String id, String group, String content) {
        String title = "";
        Map<String, String> fields = new LinkedHashMap<>();
        String last = "";
        for (String line :
                content.lines().takeWhile(text -> text.startsWith("--")).toList()) {
            Matcher field = FIELD.matcher(line);
            Matcher continued = CONTINUED.matcher(line);
            if (field.matches()) {
                last = field.group(1);
                fields.merge(last, field.group(2).strip(), (before, more) -> before + "\n" + more);
            } else if (continued.matches() && !last.isEmpty()) {
                fields.merge(last, continued.group(1).strip(), (before, more) -> before + " " + more);
            } else if (title.isEmpty()) {
                title = line.substring(2).strip();
            }
        }
        if (title.isEmpty() || !fields.containsKey("Severity") || !fields.containsKey("Why")) {
            throw new IllegalArgumentException("The file of the rule " + id + " needs a title, a line \"-- Severity: \""
                    + " and a line \"-- Why: \" in the comment at its top");
        }
        return new Rule(
                id,
                group,
                Severity.valueOf(value(fields, "Severity").toUpperCase(Locale.ROOT)),
                title,
                value(fields, "Why"),
                List.of(value(fields, "Closes").split("[ ,]+")).stream()
                        .filter(attack -> !attack.isEmpty())
                        .toList(),
                needs(id, value(fields, "Needs")),
                content);
    }

    private static String value(Map<String, String> fields, String key) {
        return Objects.requireNonNullElse(fields.get(key), "");
    }

    private static List<Need> needs(String id, String lines) {
        List<Need> needs = new ArrayList<>();
        for (String line : lines.lines().toList()) {
            String[] words = line.split(" +", 2);
            if (words.length != 2) {
                throw new IllegalArgumentException(
                        "The file of the rule " + id + ": \"Needs: " + line + "\" must name a kind and a name");
            }
            needs.add(new Need(Need.Kind.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1]));
        }
        return needs;
    }
}
