package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.ENROLMENT;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.ENROLMENT_MESSAGE;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.SEQUENCE;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.SEQUENCE_STEP;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.internal.tables.agent.tables.records.SequenceRecord;
import com.operanttechnologies.persistence.internal.tables.agent.tables.records.SequenceStepRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jooq.Condition;
import org.jooq.UpdateSetMoreStep;
import org.jspecify.annotations.Nullable;

/** The session's Customer's sequences. Changing one changes what is scheduled from then on, never what already is. */
public final class SequenceRepository {

    private final TenantSession session;

    public SequenceRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Creates an active sequence.
     *
     * @param name 1 to 200 characters
     * @param steps 1 to 50
     * @throws InvalidInputException when there are fewer or more, or the name is anything else
     */
    public Sequence create(String name, List<SequenceStep> steps) {
        requireSteps(steps);
        OffsetDateTime now = Moments.now(session);
        Sequence created = session.dsl()
                .insertInto(SEQUENCE)
                .set(SEQUENCE.CUSTOMER_ID, session.customerId())
                .set(SEQUENCE.SEQUENCE_ID, UuidCreator.getTimeOrderedEpoch())
                .set(SEQUENCE.NAME, requireName(name))
                .set(SEQUENCE.CREATED_AT, now)
                .set(SEQUENCE.UPDATED_AT, now)
                .returning()
                .fetchSingle(SequenceRepository::sequence);
        insert(created.sequenceId(), steps);
        return created;
    }

    /**
     * @throws NotFoundException when the Customer has no such sequence
     */
    public Sequence get(UUID sequenceId) {
        return session.dsl()
                .selectFrom(SEQUENCE)
                .where(SEQUENCE.SEQUENCE_ID.eq(sequenceId))
                .fetchOptional(SequenceRepository::sequence)
                .orElseThrow(() -> notFound(sequenceId));
    }

    /** The steps of a sequence in their order; none when the Customer has no such sequence. */
    public List<SequenceStep> steps(UUID sequenceId) {
        return List.copyOf(session.dsl()
                .selectFrom(SEQUENCE_STEP)
                .where(SEQUENCE_STEP.SEQUENCE_ID.eq(sequenceId))
                .orderBy(SEQUENCE_STEP.POSITION)
                .fetch(SequenceRepository::step));
    }

    /** Lists sequences by name, in the database's order of letters, and by id where names are the same. */
    public Page<Sequence, SequenceCursor> list(PageRequest<SequenceCursor> request) {
        Condition after = request.after()
                .map(cursor -> row(SEQUENCE.NAME, SEQUENCE.SEQUENCE_ID).gt(cursor.name(), cursor.sequenceId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(SEQUENCE)
                        .where(after)
                        .orderBy(SEQUENCE.NAME, SEQUENCE.SEQUENCE_ID)
                        .limit(request.fetchSize())
                        .fetch(SequenceRepository::sequence),
                request,
                last -> new SequenceCursor(last.name(), last.sequenceId()));
    }

    /**
     * Gives it another name.
     *
     * @param expectedVersion {@link Sequence#version()} as it was read
     * @throws InvalidInputException when the name doesn't have 1 to 200 characters
     * @throws NotFoundException when the Customer has no such sequence
     * @throws ConflictException when somebody changed the sequence or its steps meanwhile
     */
    public Sequence rename(UUID sequenceId, long expectedVersion, String name) {
        String checked = requireName(name);
        return change(sequenceId, expectedVersion, update -> update.set(SEQUENCE.NAME, checked));
    }

    /**
     * Says whether contacts can be enrolled. Those who are get their messages all the same.
     *
     * @param expectedVersion {@link Sequence#version()} as it was read
     * @throws NotFoundException when the Customer has no such sequence
     * @throws ConflictException when somebody changed the sequence or its steps meanwhile
     */
    public Sequence activate(UUID sequenceId, long expectedVersion, boolean active) {
        return change(sequenceId, expectedVersion, update -> update.set(SEQUENCE.ACTIVE, active));
    }

    /**
     * Gives it other steps, all at once. What is scheduled already stays as it is.
     *
     * @param expectedVersion {@link Sequence#version()} as it was read
     * @param steps 1 to 50
     * @throws InvalidInputException when there are fewer or more
     * @throws NotFoundException when the Customer has no such sequence
     * @throws ConflictException when somebody changed the sequence or its steps meanwhile
     */
    public Sequence replaceSteps(UUID sequenceId, long expectedVersion, List<SequenceStep> steps) {
        requireSteps(steps);
        // First: who enrols holds the sequence, and so sees all steps from before or all from after.
        Sequence changed = change(sequenceId, expectedVersion, update -> update);
        session.dsl()
                .deleteFrom(SEQUENCE_STEP)
                .where(SEQUENCE_STEP.SEQUENCE_ID.eq(sequenceId))
                .execute();
        insert(sequenceId, steps);
        return changed;
    }

    /**
     * Deletes a sequence with its steps and enrolments, and cancels the messages that were to come. Those that were
     * sent stay with their contacts.
     *
     * @throws NotFoundException when the Customer has no such sequence
     */
    public void delete(UUID sequenceId) {
        // Held against whoever enrols meanwhile, whose messages would be left over.
        if (session.dsl()
                .select(SEQUENCE.SEQUENCE_ID)
                .from(SEQUENCE)
                .where(SEQUENCE.SEQUENCE_ID.eq(sequenceId))
                .forUpdate()
                .fetch()
                .isEmpty()) {
            throw notFound(sequenceId);
        }
        Cancellation.of(
                session,
                MESSAGE.MESSAGE_ID.in(select(ENROLMENT_MESSAGE.MESSAGE_ID)
                        .from(ENROLMENT_MESSAGE)
                        .join(ENROLMENT)
                        .on(ENROLMENT.CUSTOMER_ID.eq(ENROLMENT_MESSAGE.CUSTOMER_ID))
                        .and(ENROLMENT.ENROLMENT_ID.eq(ENROLMENT_MESSAGE.ENROLMENT_ID))
                        .where(ENROLMENT.SEQUENCE_ID.eq(sequenceId))),
                CancelReason.REQUESTED);
        session.dsl()
                .deleteFrom(SEQUENCE)
                .where(SEQUENCE.SEQUENCE_ID.eq(sequenceId))
                .execute();
    }

    static NotFoundException notFound(UUID sequenceId) {
        return new NotFoundException(
                "The Customer has no sequence " + sequenceId + "; list its sequences to see which it has");
    }

    private Sequence change(
            UUID sequenceId, long expectedVersion, UnaryOperator<UpdateSetMoreStep<SequenceRecord>> what) {
        return what.apply(session.dsl()
                        .update(SEQUENCE)
                        .set(SEQUENCE.UPDATED_AT, Moments.now(session))
                        .set(SEQUENCE.VERSION, SEQUENCE.VERSION.plus(1)))
                .where(SEQUENCE.SEQUENCE_ID.eq(sequenceId))
                .and(SEQUENCE.VERSION.eq(expectedVersion))
                .returning()
                .fetchOptional(SequenceRepository::sequence)
                .orElseThrow(() -> OptimisticLock.missed(
                        "Sequence " + sequenceId,
                        expectedVersion,
                        currentVersion(sequenceId),
                        () -> notFound(sequenceId)));
    }

    private @Nullable Long currentVersion(UUID sequenceId) {
        return session.dsl()
                .select(SEQUENCE.VERSION)
                .from(SEQUENCE)
                .where(SEQUENCE.SEQUENCE_ID.eq(sequenceId))
                .fetchOne(SEQUENCE.VERSION);
    }

    private void insert(UUID sequenceId, List<SequenceStep> steps) {
        List<SequenceStepRecord> rows = new ArrayList<>();
        for (SequenceStep step : steps) {
            SequenceStepRecord row = new SequenceStepRecord();
            row.setCustomerId(session.customerId());
            row.setSequenceId(sequenceId);
            row.setPosition(rows.size() + 1);
            row.setDelayMinutes(Math.toIntExact(step.delay().toMinutes()));
            row.setSubject(step.subject());
            row.setBody(step.body());
            rows.add(row);
        }
        session.dsl().insertInto(SEQUENCE_STEP).set(rows).execute();
    }

    private static void requireSteps(List<SequenceStep> steps) {
        Require.number("Steps of a sequence", steps.size(), 1, AgentLimits.STEPS);
    }

    private static String requireName(String name) {
        return Require.name("Name of a sequence", name);
    }

    private static Sequence sequence(SequenceRecord row) {
        return new Sequence(
                row.getSequenceId(),
                row.getName(),
                row.getActive(),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant(),
                row.getVersion());
    }

    private static SequenceStep step(SequenceStepRecord row) {
        return new SequenceStep(Duration.ofMinutes(row.getDelayMinutes()), row.getSubject(), row.getBody());
    }
}
