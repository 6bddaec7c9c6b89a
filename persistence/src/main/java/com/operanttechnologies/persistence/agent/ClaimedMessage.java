package com.operanttechnologies.persistence.agent;

import java.util.UUID;

/**
 * A message that a worker holds, to be sent. Everything that the worker says about it counts only as long as no other
 * claim has taken it over.
 *
 * @param messageId the idempotency key for the mail provider: the same each time this message is handed out
 * @param claimId of the claim that holds it
 * @param contactId whom it goes to
 * @param toEmail the address to send it to
 * @param subject what to send, as it was scheduled
 * @param body the same
 * @param attempt 1 to {@value MessageClaims#MOST_ATTEMPTS}
 */
public record ClaimedMessage(
        UUID messageId, UUID claimId, UUID contactId, String toEmail, String subject, String body, int attempt) {

    /** Leaves address and content out. */
    @Override
    public String toString() {
        return "ClaimedMessage[" + messageId + ", attempt " + attempt + "]";
    }
}
