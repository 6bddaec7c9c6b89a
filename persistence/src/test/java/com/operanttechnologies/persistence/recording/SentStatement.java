package com.operanttechnologies.persistence.recording;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A statement of the layer.
 *
 * @param role group of the login that sent it, such as {@code operant_runtime}
 * @param parameters as {@link ParameterList} describes them
 */
record SentStatement(String role, Issuers issuers, String sql, List<String> parameters) {

    /** The rows of an INSERT, or the values of a list: how many there are makes no other statement. */
    private static final Pattern REPEATED =
            Pattern.compile("(\\([^()]*+(?:\\([^()]*+\\)[^()]*+)*+\\)|\\?|cast\\(\\? as [a-z0-9]+\\))(?:, \\1)+");

    private static final Map<String, String> KINDS = new ConcurrentHashMap<>();

    /** What is the same for two statements of which one is enough. */
    String kind() {
        return role + " " + issuers + " "
                + KINDS.computeIfAbsent(sql, text -> REPEATED.matcher(text).replaceAll("$1, …"));
    }

    /** The shorter one of two of a kind. */
    static SentStatement shorter(SentStatement one, SentStatement other) {
        return other.sql().length() < one.sql().length() ? other : one;
    }

    /** One line: role, issuers, SQL and parameters between tabs. */
    String line() {
        return Stream.concat(Stream.of(role, issuers.toString(), sql), parameters.stream())
                .map(text -> text.replace("\\", "\\\\")
                        .replace("\t", "\\t")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r"))
                .collect(Collectors.joining("\t"));
    }
}
