package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.CONTACT;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;

/** The session's Customer's messages, for people; {@link MessageClaims} is for workers. */
public final class MessageRepository {

    private final TenantSession session;

    public MessageRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Schedules a message outside of any sequence. Nothing is sent to an address that is suppressed when its time
     * comes.
     *
     * @param dueAt when to send it; in the past: at once
     * @throws NotFoundException when the Customer has no such contact
     */
    public Message schedule(UUID contactId, MessageContent content, Instant dueAt) {
        // Locked against deletion: its foreign key would end the transaction.
        if (session.dsl()
                .select(CONTACT.CONTACT_ID)
                .from(CONTACT)
                .where(CONTACT.CONTACT_ID.eq(contactId))
                .forKeyShare()
                .fetch()
                .isEmpty()) {
            throw ContactRepository.notFound(contactId);
        }
        Outbox outbox = new Outbox(session);
        UUID messageId = outbox.insert(List.of(new Outbox.Draft(contactId, content, dueAt)))
                .get(0);
        outbox.announce(dueAt);
        return get(messageId);
    }

    /**
     * @throws NotFoundException when the Customer has no such message
     */
    public Message get(UUID messageId) {
        return session.dsl()
                .select(MessageRow.DESCRIPTION)
                .from(MESSAGE)
                .where(MESSAGE.MESSAGE_ID.eq(messageId))
                .fetchOptional(MessageRow::message)
                .orElseThrow(() -> notFound(messageId));
    }

    /**
     * What a message says.
     *
     * @throws NotFoundException when the Customer has no such message
     */
    public MessageContent content(UUID messageId) {
        return session.dsl()
                .select(MESSAGE.SUBJECT, MESSAGE.BODY)
                .from(MESSAGE)
                .where(MESSAGE.MESSAGE_ID.eq(messageId))
                .fetchOptional(row -> new MessageContent(row.value1(), row.value2()))
                .orElseThrow(() -> notFound(messageId));
    }

    /** Lists the messages in a state, such as the dead letters, in the order in which they are or were due. */
    public Page<Message, MessageCursor> list(MessageState state, PageRequest<MessageCursor> request) {
        return page(MESSAGE.STATE.eq(state.literal()), request);
    }

    /** Lists the messages to a contact in the order in which they are or were due. */
    public Page<Message, MessageCursor> listOf(UUID contactId, PageRequest<MessageCursor> request) {
        return page(MESSAGE.CONTACT_ID.eq(contactId), request);
    }

    /**
     * Changes what a message says or when it is sent, as long as it was never handed out to a worker.
     *
     * @param expectedVersion {@link Message#version()} as it was read
     * @throws InvalidInputException when it was handed out, sent or cancelled
     * @throws NotFoundException when the Customer has no such message
     * @throws ConflictException when it changed meanwhile
     */
    public Message edit(UUID messageId, long expectedVersion, MessageContent content, Instant dueAt) {
        Message edited = session.dsl()
                .update(MESSAGE)
                .set(MESSAGE.SUBJECT, content.subject())
                .set(MESSAGE.BODY, content.body())
                .set(MESSAGE.DUE_AT, Moments.of(dueAt))
                .set(MESSAGE.UPDATED_AT, Moments.now(session))
                .set(MESSAGE.VERSION, MESSAGE.VERSION.plus(1))
                .where(MESSAGE.MESSAGE_ID.eq(messageId))
                .and(MESSAGE.VERSION.eq(expectedVersion))
                .and(MESSAGE.STATE.eq(MessageState.SCHEDULED.literal()))
                .and(MESSAGE.TO_EMAIL.isNull())
                .returningResult(MessageRow.DESCRIPTION)
                .fetchOptional(MessageRow::message)
                .orElseThrow(() -> notEdited(messageId, expectedVersion));
        new Outbox(session).announce(dueAt);
        return edited;
    }

    /**
     * Cancels a message that is scheduled, or claimed and not on its way yet.
     *
     * @return whether it is cancelled now; false when it was sent, failed or cancelled before, or is claimed: then it
     *     is cancelled unless it has been sent already
     * @throws NotFoundException when the Customer has no such message
     */
    public boolean cancel(UUID messageId) {
        if (Cancellation.of(session, MESSAGE.MESSAGE_ID.eq(messageId), CancelReason.REQUESTED) > 0) {
            return true;
        }
        get(messageId);
        return false;
    }

    /**
     * Schedules a dead letter anew, with all its attempts. It keeps its id and its content, so that a provider that has
     * taken it without telling knows it again, as long as it remembers.
     *
     * @param dueAt when to send it; in the past: at once
     * @throws NotFoundException when the Customer has no such message
     * @throws InvalidInputException when it isn't {@link MessageState#FAILED}
     */
    public Message requeue(UUID messageId, Instant dueAt) {
        Message requeued = session.dsl()
                .update(MESSAGE)
                .set(MESSAGE.STATE, MessageState.SCHEDULED.literal())
                .set(MESSAGE.ATTEMPTS, 0)
                .set(MESSAGE.DUE_AT, Moments.of(dueAt))
                .set(MESSAGE.UPDATED_AT, Moments.now(session))
                .set(MESSAGE.VERSION, MESSAGE.VERSION.plus(1))
                .where(MESSAGE.MESSAGE_ID.eq(messageId))
                .and(MESSAGE.STATE.eq(MessageState.FAILED.literal()))
                .returningResult(MessageRow.DESCRIPTION)
                .fetchOptional(MessageRow::message)
                .orElseThrow(() -> new InvalidInputException("Message " + messageId + " is "
                        + get(messageId).state().literal() + "; only a failed one can be scheduled anew"));
        new Outbox(session).announce(dueAt);
        return requeued;
    }

    private Page<Message, MessageCursor> page(Condition which, PageRequest<MessageCursor> request) {
        Condition after = request.after()
                .map(cursor ->
                        row(MESSAGE.DUE_AT, MESSAGE.MESSAGE_ID).gt(Moments.of(cursor.dueAt()), cursor.messageId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .select(MessageRow.DESCRIPTION)
                        .from(MESSAGE)
                        .where(which)
                        .and(after)
                        .orderBy(MESSAGE.DUE_AT, MESSAGE.MESSAGE_ID)
                        .limit(request.fetchSize())
                        .fetch(MessageRow::message),
                request,
                last -> new MessageCursor(last.dueAt(), last.messageId()));
    }

    private RuntimeException notEdited(UUID messageId, long expectedVersion) {
        Message current = get(messageId);
        if (current.version() != expectedVersion) {
            return new ConflictException("Message " + messageId, expectedVersion, current.version());
        }
        return new InvalidInputException("Message " + messageId + " can't be changed any more: it is "
                + current.state().literal() + " and was handed out " + current.attempts()
                + " times; cancel it and schedule another");
    }

    static NotFoundException notFound(UUID messageId) {
        return new NotFoundException(
                "The Customer has no message " + messageId + "; list a contact's messages to see which there are");
    }
}
