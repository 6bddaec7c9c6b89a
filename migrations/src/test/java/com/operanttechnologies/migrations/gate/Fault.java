package com.operanttechnologies.migrations.gate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fault of {@code gate/faults.sql}.
 *
 * @param rule the rule that it breaks
 * @param superuser whether it takes a superuser to make it, not the owner of the tables
 * @param since the first major version of PostgreSQL that it can be made on
 * @param object what the gate must name
 * @param also further rules that the same mistake breaks
 * @param sql what makes it
 */
record Fault(String rule, boolean superuser, int since, String object, Set<String> also, String sql) {

    private static final Pattern TITLE =
            Pattern.compile("--- (\\S+?)( by superuser)?(?: from (\\d+))?: (.+?)(?: also (.+))?");

    /** Every fault of the file. */
    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (String section : read().split("(?m)^(?=--- )")) {
            Matcher title = TITLE.matcher(section.lines().findFirst().orElseThrow());
            if (title.matches()) {
                faults.add(new Fault(
                        title.group(1),
                        title.group(2) != null,
                        title.group(3) == null ? 0 : Integer.parseInt(title.group(3)),
                        title.group(4),
                        title.group(5) == null
                                ? Set.of()
                                : Set.of(title.group(5).split(", ")),
                        section.substring(title.end())));
            }
        }
        return faults;
    }

    /** All rules that must find something. */
    Set<String> rules() {
        Set<String> all = new TreeSet<>(also);
        all.add(rule);
        return all;
    }

    @Override
    public String toString() {
        return rule + ": " + sql.strip().lines().findFirst().orElse("");
    }

    private static String read() {
        try (InputStream resource = Fault.class.getResourceAsStream("/gate/faults.sql")) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
