package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.error.InvalidInputException;

/** What a name that people read may be: the bounds that the database checks, refused here with a message that helps. */
final class Names {

    static final int LONGEST = 200;

    private Names() {}

    /**
     * The name without surrounding white space.
     *
     * @param what names the field in the message
     */
    static String require(String what, String name) {
        String stripped = name.strip();
        // PostgreSQL counts code points, too.
        int length = stripped.codePointCount(0, stripped.length());
        if (length < 1 || length > LONGEST) {
            throw new InvalidInputException(
                    what + " must have 1 to " + LONGEST + " characters that aren't blank, has " + length);
        }
        if (stripped.codePoints().anyMatch(Character::isISOControl)) {
            throw new InvalidInputException(what + " must not hold control characters; remove them");
        }
        return stripped;
    }
}
