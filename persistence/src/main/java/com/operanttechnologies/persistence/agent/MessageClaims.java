package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;
import static org.jooq.impl.DSL.castNull;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.min;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.DueWork;
import com.operanttechnologies.persistence.gateway.WorkKind;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.tables.agent.tables.records.MessageRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.UpdateSetMoreStep;
import org.jspecify.annotations.Nullable;

/**
 * How a worker holds messages while it sends them, so that none is sent twice and none is lost when a worker dies
 * (AGT-1). Each method is to be a transaction of its own, and sending is in none: {@link #claim}, then for each message
 * {@link #confirm}, send, and {@link #sent} or {@link #failed}. {@link MessageDispatcher} does all that.
 *
 * <p>A claim holds until its lease runs out by the clock of whoever looks; clocks of workers should differ by much less
 * than a lease. Afterwards another claim may take the message over, and then whatever this one says is refused with a
 * {@link ConflictException}. So a worker that dies before it sends loses nothing and doubles nothing.
 *
 * <p>The database keeps the states to their ways also against SQL by hand, and counts each claim. What it takes from a
 * worker is the time, and that it holds what it says it holds: by hand, a claim can be taken over before its lease runs
 * out.
 *
 * <p>What no database can tell: whether the provider has taken a message of a worker that died between sending and
 * {@link #sent}. Such a message is handed out again with the same {@link ClaimedMessage#messageId()}: exactly once
 * holds if the provider takes that as its idempotency key, and without one it is at least once.
 */
public final class MessageClaims {

    /** Claims of a message before it is a dead letter. */
    public static final int MOST_ATTEMPTS = 5;

    /** Messages of the largest claim. */
    public static final int MOST_MESSAGES = 100;

    /** The longest lease. */
    public static final Duration LONGEST_LEASE = Duration.ofHours(1);

    /** SQLState of a claim that is no longer held. */
    static final String STALE = "40001";

    private static final int WORKER_NAME = 100;
    private static final int PROVIDER_ID = 500;
    private static final int ERROR = 500;

    private final TenantSession session;

    public MessageClaims(TenantSession session) {
        this.session = session;
    }

    /**
     * Claims messages that are due: scheduled ones, and those whose claim ran out. Each claim is an attempt. Cancels
     * the ones to suppressed addresses on the way, and gives up those whose last attempt ran out; so it may return less
     * than is due.
     *
     * @param worker who claims, for people: one line of 1 to 100 characters
     * @param most 1 to {@value #MOST_MESSAGES}
     * @param lease for how long, at most 1 hour
     * @return none when nothing is due that another worker isn't just claiming
     * @throws InvalidInputException when an argument is anything else
     */
    public List<ClaimedMessage> claim(String worker, int most, Duration lease) {
        Require.line("Name of a worker", worker, WORKER_NAME);
        Require.number("Messages to claim", most, 1, MOST_MESSAGES);
        Require.duration("Lease of a claim", lease, LONGEST_LEASE);
        while (true) {
            UUID claimId = UUID.randomUUID();
            var taken = new ClaimStatement(session, claimId, worker, most, lease)
                    .query()
                    .fetch();
            List<ClaimedMessage> claimed = taken.stream()
                    .filter(row -> row.value7().equals(MessageState.CLAIMED.literal()))
                    .map(row -> new ClaimedMessage(
                            row.value1(),
                            claimId,
                            row.value2(),
                            row.value3(),
                            row.value4(),
                            row.value5(),
                            row.value6()))
                    .toList();
            // Where all that it took was cancelled or given up, more may be due behind it.
            if (!claimed.isEmpty() || taken.size() < most) {
                return claimed;
            }
        }
    }

    /**
     * Asked right before sending: whether the message may be sent. Renews the lease. A message whose address was
     * suppressed, or that was cancelled, since it was claimed becomes cancelled.
     *
     * @param lease from now on, at most 1 hour
     * @return false when it must not be sent: it was cancelled, or another claim has taken it over
     * @throws InvalidInputException when the lease is anything else
     */
    public boolean confirm(ClaimedMessage message, Duration lease) {
        Require.duration("Lease of a claim", lease, LONGEST_LEASE);
        OffsetDateTime until = Moments.now(session).plus(lease);
        Condition stopped = MESSAGE.CANCEL_REASON.isNotNull().or(Suppressed.holdsFor(MESSAGE.TO_EMAIL));
        return heldBy(
                        message,
                        change().set(
                                        MESSAGE.STATE,
                                        when(stopped, val(MessageState.CANCELLED.literal()))
                                                .otherwise(MESSAGE.STATE))
                                .set(
                                        MESSAGE.CANCEL_REASON,
                                        when(
                                                stopped,
                                                coalesce(
                                                        MESSAGE.CANCEL_REASON, val(CancelReason.SUPPRESSED.literal()))))
                                .set(MESSAGE.CLAIM_ID, unless(stopped, MESSAGE.CLAIM_ID))
                                .set(MESSAGE.CLAIMED_BY, unless(stopped, MESSAGE.CLAIMED_BY))
                                .set(MESSAGE.LEASE_UNTIL, unless(stopped, val(until))))
                .filter(MessageState.CLAIMED::equals)
                .isPresent();
    }

    /**
     * Records that the provider has taken the message. Recording it again with the same claim changes nothing.
     *
     * @param providerMessageId what the provider calls it; made to fit if it is long or strange; empty when it gives
     *     none
     * @throws ConflictException when another claim has taken the message over, or it was deleted
     */
    public void sent(ClaimedMessage message, String providerMessageId) {
        String id = AgentLimits.fitted(providerMessageId, PROVIDER_ID);
        Optional<MessageState> now = heldBy(
                message,
                change().set(MESSAGE.STATE, MessageState.SENT.literal())
                        .set(MESSAGE.SENT_AT, Moments.now(session))
                        .set(MESSAGE.PROVIDER_MESSAGE_ID, id.isEmpty() ? null : id)
                        .set(MESSAGE.CLAIMED_BY, castNull(MESSAGE.CLAIMED_BY))
                        .set(MESSAGE.LEASE_UNTIL, castNull(MESSAGE.LEASE_UNTIL)));
        if (now.isEmpty() && !isSentBy(message)) {
            throw staleClaim(message);
        }
    }

    /**
     * Records that sending failed, as it may not the next time. The message is scheduled again, a minute later after
     * the first attempt and each time five times as long; after the last attempt it is a dead letter.
     *
     * @param error what it failed of; made to fit if it is long
     * @return {@link MessageState#SCHEDULED}, {@link MessageState#FAILED}, or {@link MessageState#CANCELLED} when that
     *     was asked for meanwhile
     * @throws ConflictException when another claim has taken the message over, or it was deleted
     */
    public MessageState failed(ClaimedMessage message, String error) {
        return failed(message, error, session.clock().instant().plus(retryDelay(message.attempt())));
    }

    /**
     * The same, with the time of the next attempt, as a provider may ask for.
     *
     * @param retryAt when to try it again
     */
    public MessageState failed(ClaimedMessage message, String error, Instant retryAt) {
        Condition retried = MESSAGE.CANCEL_REASON.isNull().and(MESSAGE.ATTEMPTS.lt(MOST_ATTEMPTS));
        OffsetDateTime at = Moments.of(retryAt);
        MessageState now = release(
                message,
                error,
                when(retried, val(MessageState.SCHEDULED.literal())),
                when(retried, val(at)).otherwise(MESSAGE.DUE_AT));
        if (now == MessageState.SCHEDULED) {
            new Outbox(session).announce(at.toInstant());
        }
        return now;
    }

    /**
     * Records that the message can't be sent, now or later: it is a dead letter at once.
     *
     * @param error what it failed of; made to fit if it is long
     * @return {@link MessageState#FAILED}, or {@link MessageState#CANCELLED} when that was asked for meanwhile
     * @throws ConflictException when another claim has taken the message over, or it was deleted
     */
    public MessageState undeliverable(ClaimedMessage message, String error) {
        return release(message, error, castNull(MESSAGE.STATE), MESSAGE.DUE_AT);
    }

    /** When the Customer's next work is: what is scheduled first, or the first lease that runs out. */
    public Optional<Instant> nextDue() {
        return Stream.of(
                        earliest(MESSAGE.DUE_AT, MessageState.SCHEDULED),
                        earliest(MESSAGE.LEASE_UNTIL, MessageState.CLAIMED))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    /**
     * Moves the note that the Customer has work due to its next work, at the end of a round. Who schedules meanwhile
     * waits for this transaction, or this for that, so that no work is overlooked.
     */
    public void settle() {
        DueWork work = new DueWork(session);
        work.lock(WorkKind.AGENT_MESSAGE);
        // After the lock, as a statement sees what was committed before it began.
        work.settle(WorkKind.AGENT_MESSAGE, nextDue());
    }

    /** How long to wait after a failed attempt: 1, 5, 25 and 125 minutes. */
    static Duration retryDelay(int attempt) {
        return Duration.ofMinutes(Math.round(Math.pow(5, attempt - 1.0)));
    }

    /** Ends a claim that didn't send: cancelled if that was asked for, else in a state, else failed. */
    private MessageState release(
            ClaimedMessage message, String error, Field<@Nullable String> state, Field<OffsetDateTime> dueAt) {
        String text = AgentLimits.fitted(error, ERROR);
        return heldBy(
                        message,
                        change().set(
                                        MESSAGE.STATE,
                                        when(MESSAGE.CANCEL_REASON.isNotNull(), val(MessageState.CANCELLED.literal()))
                                                .otherwise(coalesce(state, val(MessageState.FAILED.literal()))))
                                .set(MESSAGE.DUE_AT, dueAt)
                                .set(MESSAGE.LAST_ERROR, text.isEmpty() ? "unknown" : text)
                                .set(MESSAGE.CLAIM_ID, castNull(MESSAGE.CLAIM_ID))
                                .set(MESSAGE.CLAIMED_BY, castNull(MESSAGE.CLAIMED_BY))
                                .set(MESSAGE.LEASE_UNTIL, castNull(MESSAGE.LEASE_UNTIL)))
                .orElseThrow(() -> staleClaim(message));
    }

    private UpdateSetMoreStep<MessageRecord> change() {
        return session.dsl()
                .update(MESSAGE)
                .set(MESSAGE.UPDATED_AT, Moments.now(session))
                .set(MESSAGE.VERSION, MESSAGE.VERSION.plus(1));
    }

    /** The state after a change of a message that this claim holds; nothing when it doesn't. */
    private static Optional<MessageState> heldBy(ClaimedMessage message, UpdateSetMoreStep<MessageRecord> change) {
        return change.where(MESSAGE.MESSAGE_ID.eq(message.messageId()))
                .and(MESSAGE.STATE.eq(MessageState.CLAIMED.literal()))
                .and(MESSAGE.CLAIM_ID.eq(message.claimId()))
                .returningResult(MESSAGE.STATE)
                .fetchOptional(row -> MessageState.of(row.value1()));
    }

    private boolean isSentBy(ClaimedMessage message) {
        Optional<Record2<String, UUID>> there = session.dsl()
                .select(MESSAGE.STATE, MESSAGE.CLAIM_ID)
                .from(MESSAGE)
                .where(MESSAGE.MESSAGE_ID.eq(message.messageId()))
                .fetchOptional();
        return there.isPresent()
                && there.get().value1().equals(MessageState.SENT.literal())
                && message.claimId().equals(there.get().value2());
    }

    private Optional<Instant> earliest(Field<OffsetDateTime> at, MessageState state) {
        return session.dsl()
                .select(min(at))
                .from(MESSAGE)
                .where(MESSAGE.STATE.eq(state.literal()))
                .fetchOptional(row -> row.value1())
                .map(OffsetDateTime::toInstant);
    }

    private static <T> Field<T> unless(Condition condition, Field<T> value) {
        return when(condition, castNull(value)).otherwise(value);
    }

    private static ConflictException staleClaim(ClaimedMessage message) {
        return new ConflictException(
                "Message " + message.messageId()
                        + " is no longer held by this claim: its lease ran out and another worker"
                        + " has taken it over, or it was cancelled or deleted; leave it to what holds it now",
                STALE);
    }
}
