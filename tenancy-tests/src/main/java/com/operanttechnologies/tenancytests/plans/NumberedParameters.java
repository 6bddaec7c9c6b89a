package com.operanttechnologies.tenancytests.plans;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement as PREPARE takes it: {@code $1}, {@code $2}… for the driver's question marks. */
final class NumberedParameters {

    /**
     * What a question mark is no parameter in: literals, names, comments, and {@code ??}, which is the operator {@code
     * ?}.
     */
    private static final Pattern PART =
            Pattern.compile("'(?:[^']|'')*+'|\"(?:[^\"]|\"\")*+\"|--[^\n]*+|/\\*.*?\\*/|\\?\\?|\\?", Pattern.DOTALL);

    private NumberedParameters() {}

    static String of(String sql) {
        int[] number = {0};
        return PART.matcher(sql).replaceAll((MatchResult part) -> {
            String text = part.group();
            String numbered = switch (text) {
                case "?" -> "$" + ++number[0];
                case "??" -> "?";
                default -> text;
            };
            return Matcher.quoteReplacement(numbered);
        });
    }
}
