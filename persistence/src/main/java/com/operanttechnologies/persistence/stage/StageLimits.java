package com.operanttechnologies.persistence.stage;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;

/**
 * Sizes that the database's constraints hold as well. Checked before a statement is sent, because here the message can
 * name the value, and a statement that never ran leaves the transaction usable.
 */
final class StageLimits {

    static final int NAME_CHARACTERS = 200;
    static final int NOTE_CHARACTERS = 2_000;
    static final int CONTENT_BYTES = 2 << 20;
    static final int SETTINGS_BYTES = 64 << 10;

    private StageLimits() {}

    static void requireName(String what, String name) {
        int characters = name.codePointCount(0, name.length());
        if (characters < 1 || characters > NAME_CHARACTERS) {
            throw new InvalidInputException(what + " must have 1 to " + NAME_CHARACTERS + " characters, has "
                    + characters + "; " + (characters < 1 ? "give it one" : "shorten it"));
        }
    }

    static void requireSearch(String fragment) {
        int characters = fragment.codePointCount(0, fragment.length());
        if (characters > NAME_CHARACTERS) {
            throw new InvalidInputException("Search text must have at most " + NAME_CHARACTERS + " characters, has "
                    + characters + "; no title is longer, so shorten it");
        }
    }

    static void requireContent(String json) {
        Require.json(
                "Content of a dashboard", json, CONTENT_BYTES, "split the dashboard, or keep images and data outside");
    }

    static void requireSettings(String json) {
        Require.json(
                "Settings of a data source", json, SETTINGS_BYTES, "keep long values in the system it connects to");
    }
}
