package com.operanttechnologies.persistence.internal.input;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Bounds that the database's constraints hold as well. Checked before a statement is sent, because here the message can
 * name what is wrong, and a statement that never ran leaves the transaction usable. Messages never repeat a value that
 * a person typed.
 */
public final class Require {

    /** Characters of the longest name that people give to things and to themselves. */
    public static final int NAME = 200;

    private Require() {}

    /** A name without surrounding white space: one line of 1 to {@value #NAME} characters. */
    public static String name(String what, String value) {
        return line(what, value.strip(), NAME);
    }

    /** One line of 1 to so many characters, none of them a control character; taken as it is. */
    public static String line(String what, String value, int most) {
        length(what, value, 1, most);
        if (value.isBlank()) {
            throw new InvalidInputException(what + " must have 1 to " + most + " characters that aren't blank, has 0");
        }
        if (value.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException(what + " must not hold control characters; remove them");
        }
        return value;
    }

    /** A text of at most so many characters, with line breaks and tabs; taken as it is. */
    public static String text(String what, String value, int most) {
        length(what, value, 0, most);
        if (value.indexOf('\0') >= 0) {
            throw new InvalidInputException(what + " must not hold the character U+0000; remove it");
        }
        return value;
    }

    /** JSON of at most so many bytes; whether it is JSON the database tells. */
    public static String json(String what, String json, int mostBytes, String remedy) {
        // A character is at least one byte, so a text far too long is not encoded just to learn that.
        boolean longer = json.length() > mostBytes;
        long bytes = longer ? json.length() : json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > mostBytes) {
            throw new InvalidInputException(what + " must have at most " + mostBytes + " bytes of JSON in UTF-8, has "
                    + (longer ? "at least " : "") + bytes + "; " + remedy);
        }
        return json;
    }

    /** More than nothing, and at most the longest. */
    public static Duration duration(String what, Duration value, Duration longest) {
        if (value.isNegative() || value.isZero() || value.compareTo(longest) > 0) {
            throw new InvalidInputException(what + " must be more than 0 and at most " + longest + ", got " + value);
        }
        return value;
    }

    /** A number within bounds, both included. */
    public static int number(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidInputException(what + " must be " + least + " to " + most + ", got " + value);
        }
        return value;
    }

    private static void length(String what, String value, int least, int most) {
        // PostgreSQL counts code points, too.
        int length = value.codePointCount(0, value.length());
        if (length < least || length > most) {
            throw new InvalidInputException(what + " must have " + (least == 0 ? "at most " : least + " to ") + most
                    + " characters, has " + length + "; " + (length < least ? "give it one" : "shorten it"));
        }
    }
}
