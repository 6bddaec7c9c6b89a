package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.ENROLMENT;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.ENROLMENT_MESSAGE;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.SEQUENCE;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.tables.agent.tables.records.EnrolmentMessageRecord;
import com.operanttechnologies.persistence.internal.tables.agent.tables.records.EnrolmentRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record1;
import org.jooq.Select;

/** Contacts in sequences. A contact is in a sequence once at a time, also when two enrol it at once. */
public final class EnrolmentRepository {

    private final TenantSession session;

    public EnrolmentRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Enrols a contact: schedules one message for each step of the sequence. Nothing is sent to an address that is
     * suppressed when its time comes.
     *
     * @param at what the delays are counted from; what is due in the past is sent at once
     * @throws InvalidInputException when the sequence isn't active
     * @throws NotFoundException when the Customer has no such sequence or contact
     * @throws DuplicateException when the contact is in the sequence and has messages to come
     */
    public Enrolment enrol(UUID sequenceId, UUID contactId, Instant at, MessageRenderer renderer) {
        Contact contact = new ContactRepository(session).get(contactId);
        List<SequenceStep> steps = stepsOfActive(sequenceId);
        OffsetDateTime enrolledAt = Moments.of(at);
        completeWhatRanOut(sequenceId, contactId);
        Enrolment enrolment = session.dsl()
                .insertInto(ENROLMENT)
                .set(ENROLMENT.CUSTOMER_ID, session.customerId())
                .set(ENROLMENT.ENROLMENT_ID, UuidCreator.getTimeOrderedEpoch())
                .set(ENROLMENT.SEQUENCE_ID, sequenceId)
                .set(ENROLMENT.CONTACT_ID, contactId)
                .set(ENROLMENT.ENROLLED_AT, enrolledAt)
                .onConflictDoNothing()
                .returning()
                .fetchOptional(EnrolmentRepository::enrolment)
                .orElseThrow(() -> new DuplicateException("Contact " + contactId + " is in sequence " + sequenceId
                        + " and has messages to come; cancel that enrolment first"));
        List<Outbox.Draft> drafts = steps.stream()
                .map(step -> new Outbox.Draft(
                        contactId,
                        renderer.render(step, contact),
                        enrolledAt.toInstant().plus(step.delay())))
                .toList();
        Outbox outbox = new Outbox(session);
        List<EnrolmentMessageRecord> links = new ArrayList<>();
        for (UUID message : outbox.insert(drafts)) {
            EnrolmentMessageRecord link = new EnrolmentMessageRecord();
            link.setCustomerId(session.customerId());
            link.setEnrolmentId(enrolment.enrolmentId());
            link.setPosition(links.size() + 1);
            link.setMessageId(message);
            links.add(link);
        }
        session.dsl().insertInto(ENROLMENT_MESSAGE).set(links).execute();
        outbox.announce(drafts);
        return enrolment;
    }

    /**
     * @throws NotFoundException when the Customer has no such enrolment
     */
    public Enrolment get(UUID enrolmentId) {
        return session.dsl()
                .selectFrom(ENROLMENT)
                .where(ENROLMENT.ENROLMENT_ID.eq(enrolmentId))
                .fetchOptional(EnrolmentRepository::enrolment)
                .orElseThrow(() -> notFound(enrolmentId));
    }

    /** Lists the enrolments of a contact, the earliest first. */
    public Page<Enrolment, EnrolmentCursor> list(UUID contactId, PageRequest<EnrolmentCursor> request) {
        Condition after = request.after()
                .map(cursor -> row(ENROLMENT.ENROLLED_AT, ENROLMENT.ENROLMENT_ID)
                        .gt(Moments.of(cursor.enrolledAt()), cursor.enrolmentId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(ENROLMENT)
                        .where(ENROLMENT.CONTACT_ID.eq(contactId))
                        .and(after)
                        .orderBy(ENROLMENT.ENROLLED_AT, ENROLMENT.ENROLMENT_ID)
                        .limit(request.fetchSize())
                        .fetch(EnrolmentRepository::enrolment),
                request,
                last -> new EnrolmentCursor(last.enrolledAt(), last.enrolmentId()));
    }

    /** The messages of an enrolment in the order of its steps, at most 50. */
    public List<Message> messages(UUID enrolmentId) {
        return List.copyOf(session.dsl()
                .select(MessageRow.DESCRIPTION)
                .from(ENROLMENT_MESSAGE)
                .join(MESSAGE)
                .on(MESSAGE.CUSTOMER_ID.eq(ENROLMENT_MESSAGE.CUSTOMER_ID))
                .and(MESSAGE.MESSAGE_ID.eq(ENROLMENT_MESSAGE.MESSAGE_ID))
                .where(ENROLMENT_MESSAGE.ENROLMENT_ID.eq(enrolmentId))
                .orderBy(ENROLMENT_MESSAGE.POSITION)
                .fetch(MessageRow::message));
    }

    /**
     * Ends an enrolment: cancels what is scheduled, and what is claimed unless it is on its way.
     *
     * @return false when it had ended already
     * @throws NotFoundException when the Customer has no such enrolment
     */
    public boolean cancel(UUID enrolmentId) {
        int ended = session.dsl()
                .update(ENROLMENT)
                .set(ENROLMENT.STATE, EnrolmentState.CANCELLED.literal())
                .set(ENROLMENT.ENDED_AT, Moments.now(session))
                .where(ENROLMENT.ENROLMENT_ID.eq(enrolmentId))
                .and(isActive())
                .execute();
        if (ended == 0) {
            get(enrolmentId);
            return false;
        }
        Cancellation.of(
                session,
                MESSAGE.MESSAGE_ID.in(select(ENROLMENT_MESSAGE.MESSAGE_ID)
                        .from(ENROLMENT_MESSAGE)
                        .where(ENROLMENT_MESSAGE.ENROLMENT_ID.eq(enrolmentId))),
                CancelReason.REQUESTED);
        return true;
    }

    /** Held until the transaction ends, against whoever gives the sequence other steps or deletes it. */
    private List<SequenceStep> stepsOfActive(UUID sequenceId) {
        boolean active = session.dsl()
                .select(SEQUENCE.ACTIVE)
                .from(SEQUENCE)
                .where(SEQUENCE.SEQUENCE_ID.eq(sequenceId))
                .forShare()
                .fetchOptional(SEQUENCE.ACTIVE)
                .orElseThrow(() -> SequenceRepository.notFound(sequenceId));
        if (!active) {
            throw new InvalidInputException(
                    "Sequence " + sequenceId + " takes no contacts, as it isn't active; activate it first");
        }
        return new SequenceRepository(session).steps(sequenceId);
    }

    private void completeWhatRanOut(UUID sequenceId, UUID contactId) {
        session.dsl()
                .update(ENROLMENT)
                .set(ENROLMENT.STATE, EnrolmentState.COMPLETED.literal())
                .set(ENROLMENT.ENDED_AT, Moments.now(session))
                .where(ENROLMENT.SEQUENCE_ID.eq(sequenceId))
                .and(ENROLMENT.CONTACT_ID.eq(contactId))
                .and(isActive())
                .and(notExists(openMessages()))
                .execute();
    }

    /** Of the enrolment in the statement around it. */
    private static Select<Record1<Integer>> openMessages() {
        return selectOne()
                .from(ENROLMENT_MESSAGE)
                .join(MESSAGE)
                .on(MESSAGE.CUSTOMER_ID.eq(ENROLMENT_MESSAGE.CUSTOMER_ID))
                .and(MESSAGE.MESSAGE_ID.eq(ENROLMENT_MESSAGE.MESSAGE_ID))
                .where(ENROLMENT_MESSAGE.CUSTOMER_ID.eq(ENROLMENT.CUSTOMER_ID))
                .and(ENROLMENT_MESSAGE.ENROLMENT_ID.eq(ENROLMENT.ENROLMENT_ID))
                .and(MESSAGE.STATE.in(MessageState.SCHEDULED.literal(), MessageState.CLAIMED.literal()));
    }

    private static Condition isActive() {
        return ENROLMENT.STATE.eq(EnrolmentState.ACTIVE.literal());
    }

    private static NotFoundException notFound(UUID enrolmentId) {
        return new NotFoundException(
                "The Customer has no enrolment " + enrolmentId + "; list a contact's enrolments to see which it has");
    }

    private static Enrolment enrolment(EnrolmentRecord row) {
        return new Enrolment(
                row.getEnrolmentId(),
                row.getSequenceId(),
                row.getContactId(),
                EnrolmentState.of(row.getState()),
                row.getEnrolledAt().toInstant(),
                Optional.ofNullable(row.getEndedAt()).map(OffsetDateTime::toInstant));
    }
}
