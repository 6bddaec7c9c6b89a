package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.CONTACT;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.RESUBSCRIPTION;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.SUPPRESSION;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.val;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Record;

/**
 * Addresses that the session's Customer sends nothing to (AGT-2). {@link MessageClaims} asks inside the claim itself,
 * and once more right before a message is sent, so nobody who schedules has to. Two Customers' lists don't know each
 * other.
 */
public final class SuppressionRepository {

    /** Rows of the longest {@link #history}. */
    public static final int LONGEST_HISTORY = 200;

    /** The longest life of an unsubscribe link. */
    public static final Duration LONGEST_LINK = Duration.ofDays(3 * 366);

    private final TenantSession session;

    public SuppressionRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Has nothing sent to an address any more: cancels what is scheduled, and what is claimed unless it is on its way.
     *
     * @return false when it was suppressed for this reason already
     */
    public boolean suppress(EmailAddress email, SuppressionReason reason) {
        boolean fresh = !session.dsl()
                .fetchExists(SUPPRESSION, of(email).and(is(reason)).and(Suppressed.notLifted()));
        if (fresh) {
            // Two at once may both get here: an address that is suppressed twice is as suppressed, and is lifted twice.
            session.dsl()
                    .insertInto(SUPPRESSION)
                    .set(SUPPRESSION.CUSTOMER_ID, session.customerId())
                    .set(SUPPRESSION.SUPPRESSION_ID, UuidCreator.getTimeOrderedEpoch())
                    .set(SUPPRESSION.EMAIL, email.value())
                    .set(SUPPRESSION.REASON, reason.literal())
                    .execute();
        }
        Cancellation.of(
                session,
                MESSAGE.CONTACT_ID.in(select(CONTACT.CONTACT_ID).from(CONTACT).where(CONTACT.EMAIL.eq(email.value()))),
                CancelReason.SUPPRESSED);
        return fresh;
    }

    /**
     * What the link in a message does: suppresses the contact's address as unsubscribed. Following it again changes
     * nothing. For the scope {@code TenantScope.job(customerId, "unsubscribe", requestId)} of the subject that {@code
     * Gateway.resolve(SecretKind.CONTACT_UNSUBSCRIBE, …)} gives.
     *
     * @return false when the Customer has no such contact any more: it was deleted, and nothing is sent to it
     */
    public boolean unsubscribe(UUID contactId) {
        // Locked against a change of the address, which then takes the suppression along.
        Optional<String> email = session.dsl()
                .select(CONTACT.EMAIL)
                .from(CONTACT)
                .where(CONTACT.CONTACT_ID.eq(contactId))
                .forShare()
                .fetchOptional(CONTACT.EMAIL);
        email.ifPresent(address -> suppress(new EmailAddress(address), SuppressionReason.UNSUBSCRIBED));
        return email.isPresent();
    }

    /**
     * A new secret for the unsubscribe link of a message (RFC 8058), good any number of times; its subject is the
     * contact. The dispatcher issues one with each message.
     *
     * @param life up to three years
     * @throws InvalidInputException when the life is not positive, or longer
     * @throws com.operanttechnologies.persistence.error.NotFoundException when the Customer has no such contact
     */
    public IssuedSecret issueUnsubscribe(UUID contactId, Duration life) {
        Require.duration("Life of an unsubscribe link", life, LONGEST_LINK);
        // Locked against deletion, which revokes what was issued before it.
        if (session.dsl()
                .select(CONTACT.CONTACT_ID)
                .from(CONTACT)
                .where(CONTACT.CONTACT_ID.eq(contactId))
                .forKeyShare()
                .fetch()
                .isEmpty()) {
            throw ContactRepository.notFound(contactId);
        }
        return issueForLocked(contactId, life);
    }

    /** The same, for who has locked the contact or a message to it. */
    IssuedSecret issueForLocked(UUID contactId, Duration life) {
        return new GatewaySecrets(session)
                .issue(
                        SecretKind.CONTACT_UNSUBSCRIBE,
                        contactId,
                        Moments.now(session).toInstant().plus(life));
    }

    /** Whether nothing is sent to an address. */
    public boolean isSuppressed(EmailAddress email) {
        return session.dsl().fetchExists(SUPPRESSION, of(email).and(Suppressed.notLifted()));
    }

    /** Lists the suppressions that hold, by address. */
    public Page<Suppression, SuppressionCursor> list(PageRequest<SuppressionCursor> request) {
        Condition after = request.after()
                .map(cursor -> row(SUPPRESSION.EMAIL, SUPPRESSION.SUPPRESSION_ID)
                        .gt(cursor.email().value(), cursor.suppressionId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(SUPPRESSION)
                        .where(Suppressed.notLifted())
                        .and(after)
                        .orderBy(SUPPRESSION.EMAIL, SUPPRESSION.SUPPRESSION_ID)
                        .limit(request.fetchSize())
                        .fetch(row -> suppression(row, Optional.empty())),
                request,
                last -> new SuppressionCursor(last.email(), last.suppressionId()));
    }

    /**
     * All suppressions of an address, those that were lifted as well, newest first, at most {@value #LONGEST_HISTORY}.
     */
    public List<Suppression> history(EmailAddress email) {
        return session.dsl()
                .select(SUPPRESSION.fields())
                .select(RESUBSCRIPTION.LIFTED_AT, RESUBSCRIPTION.LIFTED_BY, RESUBSCRIPTION.WHY)
                .from(SUPPRESSION)
                .leftJoin(RESUBSCRIPTION)
                .on(RESUBSCRIPTION.CUSTOMER_ID.eq(SUPPRESSION.CUSTOMER_ID))
                .and(RESUBSCRIPTION.SUPPRESSION_ID.eq(SUPPRESSION.SUPPRESSION_ID))
                .where(of(email))
                .orderBy(SUPPRESSION.SUPPRESSION_ID.desc())
                .limit(LONGEST_HISTORY)
                .fetch(row -> suppression(row, lifted(row)));
    }

    /**
     * Lets an address get mail again, as far as this reason goes. The database keeps who did it, when and why; lifting
     * what the person asked for is for when the person asks for the contrary.
     *
     * @param why one line of 1 to 500 characters: where it can be read that the person wants it
     * @return false when it wasn't suppressed for this reason
     * @throws InvalidInputException when the reason given is anything else
     */
    public boolean lift(EmailAddress email, SuppressionReason reason, String why) {
        Require.line("Reason for lifting a suppression", why, AgentLimits.REASON);
        // Those that are there now: one that comes meanwhile was not meant.
        return session.dsl()
                        .insertInto(
                                RESUBSCRIPTION,
                                RESUBSCRIPTION.CUSTOMER_ID,
                                RESUBSCRIPTION.SUPPRESSION_ID,
                                RESUBSCRIPTION.WHY)
                        .select(select(SUPPRESSION.CUSTOMER_ID, SUPPRESSION.SUPPRESSION_ID, val(why))
                                .from(SUPPRESSION)
                                .where(of(email).and(is(reason)).and(Suppressed.notLifted())))
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /** Takes what a person said about the old address along to the new one. */
    void follow(EmailAddress from, EmailAddress to) {
        session
                .dsl()
                .selectDistinct(SUPPRESSION.REASON)
                .from(SUPPRESSION)
                .where(of(from).and(Suppressed.notLifted()))
                .fetch(row -> SuppressionReason.of(row.value1()))
                .stream()
                .filter(SuppressionReason::isOfThePerson)
                .forEach(reason -> suppress(to, reason));
    }

    private static Condition of(EmailAddress email) {
        return SUPPRESSION.EMAIL.eq(email.value());
    }

    private static Condition is(SuppressionReason reason) {
        return SUPPRESSION.REASON.eq(reason.literal());
    }

    private static Optional<Suppression.Lifted> lifted(Record row) {
        return Optional.ofNullable(row.get(RESUBSCRIPTION.LIFTED_AT))
                .map(at -> new Suppression.Lifted(
                        at.toInstant(), row.get(RESUBSCRIPTION.LIFTED_BY), row.get(RESUBSCRIPTION.WHY)));
    }

    private static Suppression suppression(Record row, Optional<Suppression.Lifted> lifted) {
        return new Suppression(
                row.get(SUPPRESSION.SUPPRESSION_ID),
                new EmailAddress(row.get(SUPPRESSION.EMAIL)),
                SuppressionReason.of(row.get(SUPPRESSION.REASON)),
                row.get(SUPPRESSION.SUPPRESSED_AT).toInstant(),
                row.get(SUPPRESSION.SUPPRESSED_BY),
                lifted);
    }
}
