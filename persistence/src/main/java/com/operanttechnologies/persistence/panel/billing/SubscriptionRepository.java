package com.operanttechnologies.persistence.panel.billing;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.SUBSCRIPTION;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditEvent;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Field;

/**
 * What the session's Customer has subscribed to: at most one subscription that isn't cancelled. Changes by people are
 * audited, so they take a reason. As thread-bound as its session.
 */
public final class SubscriptionRepository {

    private final TenantSession session;

    public SubscriptionRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Starts a subscription. Audited as {@code subscription.started}.
     *
     * @param trial whether it is a trial, which isn't billed; otherwise it is active from the start
     * @throws DuplicateException when the Customer has one that isn't cancelled
     */
    public Subscription start(SubscriptionTerms terms, BillingPeriod period, boolean trial, AuditCause cause) {
        requireReason(cause);
        OffsetDateTime now = now();
        Subscription started = session.dsl()
                .insertInto(SUBSCRIPTION)
                .set(SUBSCRIPTION.CUSTOMER_ID, session.customerId())
                .set(SUBSCRIPTION.SUBSCRIPTION_ID, UuidCreator.getTimeOrderedEpoch())
                .set(SUBSCRIPTION.PLAN, terms.plan())
                .set(SUBSCRIPTION.SEATS, terms.seats())
                .set(SUBSCRIPTION.CURRENCY, terms.seatPrice().currency().getCurrencyCode())
                .set(SUBSCRIPTION.SEAT_PRICE, terms.seatPrice().amount())
                .set(SUBSCRIPTION.STATE, (trial ? SubscriptionState.TRIAL : SubscriptionState.ACTIVE).literal())
                .set(SUBSCRIPTION.PERIOD_START, at(period.start()))
                .set(SUBSCRIPTION.PERIOD_END, at(period.end()))
                .set(SUBSCRIPTION.CREATED_AT, now)
                .set(SUBSCRIPTION.UPDATED_AT, now)
                .returning()
                .fetchSingle(SubscriptionRow::subscription);
        audit("subscription.started", started.id(), cause);
        return started;
    }

    /** @throws NotFoundException when the Customer has no such subscription */
    public Subscription get(UUID id) {
        return find(id).orElseThrow(() -> notFound(id));
    }

    /** The one that isn't cancelled. */
    public Optional<Subscription> current() {
        return session.dsl()
                .selectFrom(SUBSCRIPTION)
                .where(SUBSCRIPTION.STATE.ne(SubscriptionState.CANCELLED.literal()))
                .fetchOptional(SubscriptionRow::subscription);
    }

    /** Lists all of the Customer's, the newest first. */
    public Page<Subscription, SubscriptionCursor> list(PageRequest<SubscriptionCursor> request) {
        var newestFirst = session.dsl()
                .selectFrom(SUBSCRIPTION)
                .orderBy(SUBSCRIPTION.CREATED_AT.desc(), SUBSCRIPTION.SUBSCRIPTION_ID.desc());
        var fromThere = request.after()
                .map(after ->
                        newestFirst.seek(at(after.createdAt()), after.id()).limit(request.fetchSize()))
                .orElseGet(() -> newestFirst.limit(request.fetchSize()));
        return Page.of(
                fromThere.fetch(SubscriptionRow::subscription),
                request,
                last -> new SubscriptionCursor(last.createdAt(), last.id()));
    }

    /**
     * Changes plan, seats and price. Audited as {@code subscription.changed}.
     *
     * @param expectedVersion {@link Subscription#version()} as it was read
     * @throws InvalidInputException when it is cancelled, or the price is in another currency
     * @throws NotFoundException when the Customer has no such subscription
     * @throws ConflictException when it was changed meanwhile
     */
    public Subscription change(UUID id, long expectedVersion, SubscriptionTerms terms, AuditCause cause) {
        requireReason(cause);
        Subscription before = lock(id, expectedVersion);
        requireAlive(before);
        if (!before.terms().seatPrice().currency().equals(terms.seatPrice().currency())) {
            throw new InvalidInputException("A subscription stays in its currency, "
                    + before.terms().seatPrice().currency() + "; cancel it and start another");
        }
        Subscription changed = update(
                before,
                Map.of(
                        SUBSCRIPTION.PLAN, terms.plan(),
                        SUBSCRIPTION.SEATS, terms.seats(),
                        SUBSCRIPTION.SEAT_PRICE, terms.seatPrice().amount()));
        audit("subscription.changed", id, cause);
        return changed;
    }

    /**
     * Begins the next period; a job's work, so not audited.
     *
     * @param expectedVersion {@link Subscription#version()} as it was read
     * @throws InvalidInputException when it is cancelled, or the period begins before the one before ends
     * @throws NotFoundException when the Customer has no such subscription
     * @throws ConflictException when it was changed meanwhile
     */
    public Subscription renew(UUID id, long expectedVersion, BillingPeriod period) {
        Subscription before = lock(id, expectedVersion);
        requireAlive(before);
        if (period.start().isBefore(before.period().end())) {
            throw new InvalidInputException("A period must not begin before the one before has ended, at "
                    + before.period().end() + ", got " + period.start());
        }
        return update(
                before,
                Map.of(SUBSCRIPTION.PERIOD_START, at(period.start()), SUBSCRIPTION.PERIOD_END, at(period.end())));
    }

    /**
     * Moves it along its lifecycle, to cancelled as well. Audited as {@code subscription.activated}, {@code
     * subscription.past_due} or {@code subscription.cancelled}.
     *
     * @param expectedVersion {@link Subscription#version()} as it was read
     * @throws InvalidInputException when {@link SubscriptionState#next()} of its state doesn't have the new one
     * @throws NotFoundException when the Customer has no such subscription
     * @throws ConflictException when it was changed meanwhile
     */
    public Subscription moveTo(UUID id, long expectedVersion, SubscriptionState state, AuditCause cause) {
        requireReason(cause);
        Subscription before = lock(id, expectedVersion);
        if (!before.state().next().contains(state)) {
            throw new InvalidInputException(
                    "A subscription that is " + before.state().literal() + " can't become " + state.literal()
                            + "; it can become one of " + before.state().next());
        }
        Map<Field<?>, Object> changes = new HashMap<>();
        changes.put(SUBSCRIPTION.STATE, state.literal());
        if (state == SubscriptionState.CANCELLED) {
            changes.put(SUBSCRIPTION.CANCELLED_AT, now());
        }
        Subscription moved = update(before, changes);
        audit("subscription." + (state == SubscriptionState.ACTIVE ? "activated" : state.literal()), id, cause);
        return moved;
    }

    /** What the caller has read, locked so that what is checked on it still holds when it is changed. */
    private Subscription lock(UUID id, long expectedVersion) {
        Optional<Subscription> locked = session.dsl()
                .selectFrom(SUBSCRIPTION)
                .where(SUBSCRIPTION.SUBSCRIPTION_ID.eq(id))
                .forUpdate()
                .fetchOptional(SubscriptionRow::subscription);
        return locked.filter(subscription -> subscription.version() == expectedVersion)
                .orElseThrow(() -> OptimisticLock.missed(
                        "Subscription " + id,
                        expectedVersion,
                        locked.map(Subscription::version).orElse(null),
                        () -> notFound(id)));
    }

    private Subscription update(Subscription before, Map<? extends Field<?>, ?> changes) {
        return session.dsl()
                .update(SUBSCRIPTION)
                .set(changes)
                .set(SUBSCRIPTION.UPDATED_AT, now())
                .set(SUBSCRIPTION.VERSION, SUBSCRIPTION.VERSION.plus(1))
                .where(SUBSCRIPTION.SUBSCRIPTION_ID.eq(before.id()))
                .returning()
                .fetchSingle(SubscriptionRow::subscription);
    }

    private Optional<Subscription> find(UUID id) {
        return session.dsl()
                .selectFrom(SUBSCRIPTION)
                .where(SUBSCRIPTION.SUBSCRIPTION_ID.eq(id))
                .fetchOptional(SubscriptionRow::subscription);
    }

    private void audit(String action, UUID id, AuditCause cause) {
        new AuditLog(session).append(AuditEvent.of(action, "subscription", id.toString(), cause));
    }

    private OffsetDateTime now() {
        return at(session.clock().instant());
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static void requireReason(AuditCause cause) {
        CardNumbers.refuse("Reason", cause.reason());
    }

    private static void requireAlive(Subscription subscription) {
        if (subscription.state() == SubscriptionState.CANCELLED) {
            throw new InvalidInputException("A cancelled subscription stays as it is; start another");
        }
    }

    private static NotFoundException notFound(UUID id) {
        return new NotFoundException(
                "The Customer has no subscription " + id + "; list its subscriptions to see which");
    }
}
