package com.operanttechnologies.persistence.agent;

/**
 * Makes a message of a step for a contact. The layer has no templates of its own: what they mean, and how a name is
 * escaped in them, depends on what the body is. Called inside a transaction, so it should be quick and do nothing else.
 */
@FunctionalInterface
public interface MessageRenderer {

    /** What is sent to this contact for this step. */
    MessageContent render(SequenceStep step, Contact contact);

    /** Subject and body of the step as they are. */
    static MessageRenderer verbatim() {
        return (step, contact) -> new MessageContent(step.subject(), step.body());
    }
}
