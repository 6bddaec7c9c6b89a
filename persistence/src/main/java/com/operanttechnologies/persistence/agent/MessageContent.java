package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.internal.input.Require;

/**
 * What a message says.
 *
 * @param subject one line of 1 to 998 characters; no control characters, as a line break would begin a header of the
 *     sender's choice
 * @param body at most 256 KiB in UTF-8, as it is sent
 */
public record MessageContent(String subject, String body) {

    /**
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when one of them is anything else
     */
    public MessageContent {
        Require.line("Subject of a message", subject, AgentLimits.SUBJECT);
        AgentLimits.body("Body of a message", body, AgentLimits.BODY_BYTES);
    }

    /** Leaves the content out, which is Customer Data and too long for a log. */
    @Override
    public String toString() {
        return "MessageContent[" + body.length() + " characters]";
    }
}
