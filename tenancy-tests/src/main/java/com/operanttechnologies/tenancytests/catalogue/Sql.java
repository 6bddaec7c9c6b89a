package com.operanttechnologies.tenancytests.catalogue;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Names and values as they stand in SQL text. Attacks are SQL that a person can read and repeat, so they have no
 * parameters.
 */
public final class Sql {

    private Sql() {}

    /** A name, quoted only where it has to be. */
    public static String identifier(String name) {
        return name.matches("[a-z_][a-z0-9_]*") && !Reserved.WORDS.contains(name)
                ? name
                : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Names, separated by commas. */
    public static String identifiers(List<String> names) {
        return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    }

    /** A string constant. */
    public static String literal(String value) {
        String doubled = value.replace("'", "''");
        return value.contains("\\") ? "E'" + doubled.replace("\\", "\\\\") + "'" : "'" + doubled + "'";
    }
}
