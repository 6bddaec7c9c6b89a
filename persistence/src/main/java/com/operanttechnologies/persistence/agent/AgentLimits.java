package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;
import java.nio.charset.StandardCharsets;

/** Sizes that the database's constraints hold as well, and texts of others that are made to fit them. */
final class AgentLimits {

    /** RFC 5322, section 2.1.1: characters of the longest line of a header. */
    static final int SUBJECT = 998;

    static final int TEMPLATE_BYTES = 100 << 10;
    static final int BODY_BYTES = 256 << 10;
    static final int STEPS = 50;
    static final int REASON = 500;

    /** Characters of the longest address or name. */
    private static final int LONGEST_FOUND = 254;

    private AgentLimits() {}

    static String body(String what, String body, int mostBytes) {
        Require.text(what, body, mostBytes);
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > mostBytes) {
            throw new InvalidInputException(what + " must have at most " + mostBytes + " bytes in UTF-8, has " + bytes
                    + "; link to what is longer");
        }
        return body;
    }

    static void search(String fragment) {
        Require.text("Search text", fragment, LONGEST_FOUND);
    }

    /**
     * What a provider says, on one line and short enough to be kept. Nobody can ask the provider for another text, and
     * refusing it would lose what it is about.
     */
    static String fitted(String text, int most) {
        String line = text.codePoints()
                .map(character -> Character.isISOControl(character) ? ' ' : character)
                .filter(character -> character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .strip();
        return line.codePointCount(0, line.length()) <= most
                ? line
                : line.substring(0, line.offsetByCodePoints(0, most));
    }
}
