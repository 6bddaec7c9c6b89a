package com.operanttechnologies.tenancytests.rows;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The constants in a condition, as PostgreSQL prints it: a value that satisfies it is most often one of them, or has
 * one of them as its length.
 *
 * @param strings string constants
 * @param patterns those that stand right of {@code ~}: regular expressions
 * @param numbers whole numbers
 */
record Literals(List<String> strings, List<String> patterns, List<Long> numbers) {

    private static final Pattern CONSTANT =
            Pattern.compile("(~\\s*)?'((?:[^']|'')*)'|(?<![\\w.])(-?\\d{1,18})(?![\\w.])");

    static Literals of(List<String> conditions) {
        List<String> strings = new ArrayList<>();
        List<String> patterns = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (String condition : conditions) {
            Matcher constants = CONSTANT.matcher(condition);
            while (constants.find()) {
                if (constants.group(3) != null) {
                    numbers.add(Long.valueOf(constants.group(3)));
                } else {
                    (constants.group(1) == null ? strings : patterns)
                            .add(constants.group(2).replace("''", "'"));
                }
            }
        }
        return new Literals(
                strings.stream().distinct().toList(),
                patterns.stream().distinct().toList(),
                numbers.stream().distinct().toList());
    }
}
