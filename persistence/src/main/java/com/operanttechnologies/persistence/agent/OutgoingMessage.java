package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.crypto.IssuedSecret;
import java.util.UUID;

/**
 * A message as a {@link MessageSender} gets it.
 *
 * @param customerId whose message it is
 * @param messageId the idempotency key for the mail provider
 * @param contactId whom it goes to
 * @param toEmail the address to send it to
 * @param subject on one line; what isn't ASCII has to be encoded (RFC 2047)
 * @param body what to send, as it was scheduled
 * @param attempt 1 to {@value MessageClaims#MOST_ATTEMPTS}
 * @param unsubscribe for the link and the header List-Unsubscribe (RFC 8058); {@code Gateway.resolve} turns it into
 *     Customer and contact for {@link SuppressionRepository#unsubscribe}
 */
public record OutgoingMessage(
        UUID customerId,
        UUID messageId,
        UUID contactId,
        String toEmail,
        String subject,
        String body,
        int attempt,
        IssuedSecret unsubscribe) {

    /** Leaves address and content out. */
    @Override
    public String toString() {
        return "OutgoingMessage[" + messageId + ", attempt " + attempt + "]";
    }
}
