package com.operanttechnologies.persistence.agent;

/** A message that no further attempt would deliver, such as one whose address the provider refuses for good. */
public final class UndeliverableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, kept with the message for people */
    public UndeliverableException(String message) {
        super(message);
    }
}
