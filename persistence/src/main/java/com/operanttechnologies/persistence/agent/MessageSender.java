package com.operanttechnologies.persistence.agent;

/**
 * Hands a message to a mail provider; the product's own. Called outside of any transaction and on one thread of each
 * dispatcher.
 */
@FunctionalInterface
public interface MessageSender {

    /**
     * Hands one message over. Returning means that the provider has taken it. Give the provider {@link
     * OutgoingMessage#messageId()} as its idempotency key: when a worker dies after sending, the message comes again
     * with the same. It should give up well before the lease runs out.
     *
     * @return what the provider calls the message; empty when it gives none
     * @throws UndeliverableException when trying again would help nothing
     * @throws Exception when it failed this time; the message is tried again later
     */
    String send(OutgoingMessage message) throws Exception;
}
