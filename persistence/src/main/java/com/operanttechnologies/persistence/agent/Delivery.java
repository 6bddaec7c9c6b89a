package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.UnavailableException;
import java.util.Optional;
import java.util.function.Function;

/** The way of one claimed message: confirmed, handed to the sender with no connection held, and recorded. */
record Delivery(TenantDatabase database, TenantScope scope, DispatchSettings settings, MessageSender sender) {

    /** Recording that a message was sent is worth trying again: not recorded, it would be sent again. */
    private static final int RECORDING_TRIES = 3;

    /** What became of a message. */
    enum Outcome {
        SENT,
        RETRIED,
        FAILED,
        HELD_BACK,
        UNRECORDED
    }

    /**
     * @throws InterruptedException when the sender was interrupted: the message may or may not be sent, so it is left
     *     to its lease
     */
    Outcome of(ClaimedMessage message) throws InterruptedException {
        Optional<IssuedSecret> unsubscribe = database.transact(scope, session -> {
            if (!new MessageClaims(session).confirm(message, settings.lease())) {
                return Optional.empty();
            }
            // The message is locked, so deleting its contact waits for this and then revokes what is issued here.
            // Locking
            // the contact as well could wait for that in turn.
            return Optional.of(
                    new SuppressionRepository(session).issueForLocked(message.contactId(), settings.unsubscribeLife()));
        });
        if (unsubscribe.isEmpty()) {
            return Outcome.HELD_BACK;
        }
        Function<MessageClaims, MessageState> result = send(message, unsubscribe.get());
        try {
            return outcome(record(result));
        } catch (ConflictException e) {
            return Outcome.UNRECORDED;
        }
    }

    /** What is to be recorded. */
    private Function<MessageClaims, MessageState> send(ClaimedMessage message, IssuedSecret unsubscribe)
            throws InterruptedException {
        OutgoingMessage outgoing = new OutgoingMessage(
                scope.customerId(),
                message.messageId(),
                message.contactId(),
                message.toEmail(),
                message.subject(),
                message.body(),
                message.attempt(),
                unsubscribe);
        try {
            String providerMessageId = sender.send(outgoing);
            return claims -> {
                claims.sent(message, providerMessageId);
                return MessageState.SENT;
            };
        } catch (InterruptedException e) {
            throw e;
        } catch (UndeliverableException e) {
            return claims -> claims.undeliverable(message, described(e));
        } catch (Exception e) {
            // Whatever a product's sender throws: the message isn't lost for it.
            return claims -> claims.failed(message, described(e));
        }
    }

    private MessageState record(Function<MessageClaims, MessageState> result) {
        for (int tries = 1; ; tries++) {
            try {
                return database.transact(scope, session -> result.apply(new MessageClaims(session)));
            } catch (UnavailableException | ConflictException e) {
                // A claim that is held by another won't come back; a deadlock or a lost connection may be gone.
                if (tries == RECORDING_TRIES || e.sqlState().equals(MessageClaims.STALE)) {
                    throw e;
                }
            }
        }
    }

    private static Outcome outcome(MessageState state) {
        return switch (state) {
            case SENT -> Outcome.SENT;
            case SCHEDULED -> Outcome.RETRIED;
            case FAILED -> Outcome.FAILED;
            case CANCELLED, CLAIMED -> Outcome.HELD_BACK;
        };
    }

    private static String described(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getName() : message;
    }
}
