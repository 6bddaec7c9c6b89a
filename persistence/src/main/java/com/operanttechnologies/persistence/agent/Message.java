package com.operanttechnologies.persistence.agent;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A message without its content.
 *
 * @param messageId unique within the Customer; UUIDv7; the idempotency key that the mail provider gets
 * @param state what has become of it
 * @param dueAt when it is to be sent at the earliest, or tried again
 * @param attempts how often it was claimed, 0 to {@value MessageClaims#MOST_ATTEMPTS}
 * @param toEmail the address that it was handed out for, the contact's at its last claim
 * @param leaseUntil until when a worker holds it; nothing unless it is claimed
 * @param lastError what the last failed attempt failed of
 * @param sentAt when the provider had taken it
 * @param providerMessageId what the provider calls it
 * @param cancelReason why it was cancelled; of a claimed one, why it will be unless it has been sent; of a sent one,
 *     why it should have been
 * @param version optimistic lock of content and due time, one more at each change of the message
 */
public record Message(
        UUID messageId,
        UUID contactId,
        MessageState state,
        Instant dueAt,
        int attempts,
        Optional<String> toEmail,
        Optional<Instant> leaseUntil,
        Optional<String> lastError,
        Optional<Instant> sentAt,
        Optional<String> providerMessageId,
        Optional<CancelReason> cancelReason,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    /** Leaves out the address, and what a provider said, which may name it. */
    @Override
    public String toString() {
        return "Message[" + messageId + ", " + state + ", due " + dueAt + ", " + attempts + " attempts, version "
                + version + "]";
    }
}
