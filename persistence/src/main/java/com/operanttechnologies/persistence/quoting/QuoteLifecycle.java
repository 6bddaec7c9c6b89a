package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE;
import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.SENT_QUOTE;
import static org.jooq.impl.DSL.inline;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.input.Require;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;

/**
 * The ways of a quote: drafts are sent; what is sent is accepted, declined or withdrawn, or expires; what isn't
 * accepted can be revised, which makes it a draft again, of the next revision. What is accepted stays so.
 *
 * <p>The database holds all of that also against SQL by hand. What it takes from the application is when something was
 * sent and decided, by {@link TenantSession#clock()}, and what the lines come to.
 *
 * <p>Every move expects {@link Quote#version()} as it was read, so of several people who decide at the same time one
 * does, and the others learn that the quote has changed. A move that is refused has changed nothing, and the
 * transaction can go on.
 */
public final class QuoteLifecycle {

    /** Quotes that {@link #expireOverdue} looks at in one go. */
    public static final int MOST_EXPIRED = 1_000;

    private final TenantSession session;

    public QuoteLifecycle(TenantSession session) {
        this.session = session;
    }

    /**
     * Sends a draft: what it says now is kept as this revision for good. The first time it gets the Customer's next
     * number; until the transaction ends, others who send for the first time wait for it, so keep the transaction
     * short.
     *
     * @throws InvalidInputException when it is no draft, has no lines, or its last day has gone by
     * @throws NotFoundException when the Customer has no such quote
     * @throws ConflictException when the quote was changed meanwhile
     */
    public SentQuote send(UUID quoteId, long expectedVersion) {
        QuoteRow.lockDraft(session, quoteId, expectedVersion);
        Quote draft = QuoteRow.get(session, quoteId);
        List<QuoteLine> lines = LineRow.ofDraft(session, quoteId);
        if (lines.isEmpty()) {
            throw new InvalidInputException("Quote " + quoteId + " has no lines; give it some before it is sent");
        }
        OffsetDateTime now = QuoteRow.now(session);
        requireValid(draft.content().validUntil(), now, quoteId, "sent; give it a later one");
        QuoteTotals totals = QuoteTotals.of(draft.content().currency(), lines);
        int number = new QuoteNumbers(session).of(quoteId);
        // In this order: lines are of drafts alone, and what is sent is of none and refers to the last of its lines.
        LineRow.delete(session, quoteId);
        move(quoteId, false, draft.revision(), now);
        LineRow.insertSent(
                session, quoteId, draft.revision(), draft.content().currency().getCurrencyCode(), lines);
        return SentRow.insert(session, draft, number, totals, lines.size(), now);
    }

    /**
     * Accepts what was sent.
     *
     * @throws InvalidInputException when it isn't open: a draft, or decided already; or its last day has gone by
     * @throws NotFoundException when the Customer has no such quote
     * @throws ConflictException when the quote was changed meanwhile
     */
    public Quote accept(UUID quoteId, long expectedVersion) {
        return decide(quoteId, expectedVersion, SentStatus.ACCEPTED);
    }

    /**
     * Declines what was sent, also after its last day.
     *
     * @throws InvalidInputException when it isn't open: a draft, or decided already
     * @throws NotFoundException when the Customer has no such quote
     * @throws ConflictException when the quote was changed meanwhile
     */
    public Quote decline(UUID quoteId, long expectedVersion) {
        return decide(quoteId, expectedVersion, SentStatus.DECLINED);
    }

    /**
     * Takes back what was sent, also after its last day.
     *
     * @throws InvalidInputException when it isn't open: a draft, or decided already
     * @throws NotFoundException when the Customer has no such quote
     * @throws ConflictException when the quote was changed meanwhile
     */
    public Quote withdraw(UUID quoteId, long expectedVersion) {
        return decide(quoteId, expectedVersion, SentStatus.WITHDRAWN);
    }

    /**
     * Makes what was sent, declined or withdrawn or has expired a draft again, of the next revision and with the same
     * number. What is still open is withdrawn by it.
     *
     * @throws InvalidInputException when it is a draft, or accepted
     * @throws NotFoundException when the Customer has no such quote
     * @throws ConflictException when the quote was changed meanwhile
     */
    public Quote revise(UUID quoteId, long expectedVersion) {
        QuoteRow.lock(session, quoteId, expectedVersion);
        Quote quote = QuoteRow.get(session, quoteId);
        if (quote.status() == QuoteStatus.DRAFT || quote.status() == QuoteStatus.ACCEPTED) {
            throw new InvalidInputException("Quote " + quoteId + " can't be revised: it is "
                    + (quote.status() == QuoteStatus.DRAFT ? "a draft; edit it" : "accepted; copy it"));
        }
        OffsetDateTime now = QuoteRow.now(session);
        if (quote.status() == QuoteStatus.SENT) {
            record(quoteId, SentStatus.WITHDRAWN, now);
        }
        move(quoteId, true, quote.revision() + 1, now);
        LineRow.insert(session, quoteId, LineRow.sent(session, quoteId, quote.revision()));
        return QuoteRow.get(session, quoteId);
    }

    /**
     * Expires open quotes whose last day has gone by, the longest overdue first. A quote that somebody is changing at
     * the moment is left for the next time.
     *
     * @param most 1 to {@value #MOST_EXPIRED}; repeat while so many come back
     * @return which have expired
     * @throws InvalidInputException when {@code most} is anything else
     */
    public List<UUID> expireOverdue(int most) {
        Require.number("Quotes to expire in one go", most, 1, MOST_EXPIRED);
        OffsetDateTime now = QuoteRow.now(session);
        // Sent is inlined, so that the index of open quotes can be used.
        Condition overdue = SENT_QUOTE
                .STATUS
                .eq(inline(SentStatus.SENT.literal()))
                .and(SENT_QUOTE.VALID_UNTIL.lt(now.toLocalDate()));
        List<UUID> due = session.dsl()
                .select(SENT_QUOTE.QUOTE_ID)
                .from(SENT_QUOTE)
                .where(overdue)
                .orderBy(SENT_QUOTE.VALID_UNTIL, SENT_QUOTE.QUOTE_ID)
                .limit(most)
                .fetch(SENT_QUOTE.QUOTE_ID);
        if (due.isEmpty()) {
            return List.of();
        }
        List<UUID> locked = session.dsl()
                .select(QUOTE.QUOTE_ID)
                .from(QUOTE)
                .where(QUOTE.QUOTE_ID.in(due))
                .orderBy(QUOTE.QUOTE_ID)
                .forUpdate()
                .skipLocked()
                .fetch(QUOTE.QUOTE_ID);
        if (locked.isEmpty()) {
            // Somebody is at each of them.
            return List.of();
        }
        List<UUID> expired = session.dsl()
                .update(SENT_QUOTE)
                .set(SENT_QUOTE.STATUS, SentStatus.EXPIRED.literal())
                .set(SENT_QUOTE.DECIDED_AT, now)
                .set(SENT_QUOTE.DECIDED_BY, session.scope().actor())
                .where(SENT_QUOTE.QUOTE_ID.in(locked))
                .and(overdue)
                .returningResult(SENT_QUOTE.QUOTE_ID)
                .fetch(SENT_QUOTE.QUOTE_ID);
        session.dsl()
                .update(QUOTE)
                .set(QUOTE.UPDATED_AT, now)
                .set(QUOTE.VERSION, QuoteRow.nextVersion())
                .where(QUOTE.QUOTE_ID.in(expired))
                .execute();
        return expired;
    }

    private Quote decide(UUID quoteId, long expectedVersion, SentStatus decision) {
        QuoteRow.lock(session, quoteId, expectedVersion);
        Quote quote = QuoteRow.get(session, quoteId);
        if (quote.status() != QuoteStatus.SENT) {
            throw new InvalidInputException("Quote " + quoteId + " isn't open to be " + decision.literal()
                    + ": its status is " + quote.status() + "; only what is sent can be decided");
        }
        OffsetDateTime now = QuoteRow.now(session);
        if (decision == SentStatus.ACCEPTED) {
            requireValid(quote.content().validUntil(), now, quoteId, "accepted; revise it with a later one");
        }
        record(quoteId, decision, now);
        move(quoteId, false, quote.revision(), now);
        return QuoteRow.get(session, quoteId);
    }

    private void record(UUID quoteId, SentStatus decision, OffsetDateTime now) {
        session.dsl()
                .update(SENT_QUOTE)
                .set(SENT_QUOTE.STATUS, decision.literal())
                .set(SENT_QUOTE.DECIDED_AT, now)
                .set(SENT_QUOTE.DECIDED_BY, session.scope().actor())
                .where(SENT_QUOTE.QUOTE_ID.eq(quoteId))
                .and(QuoteRow.counts())
                .execute();
    }

    private void move(UUID quoteId, boolean draft, int revision, OffsetDateTime now) {
        session.dsl()
                .update(QUOTE)
                .set(QUOTE.DRAFT, draft)
                .set(QUOTE.REVISION, revision)
                .set(QUOTE.UPDATED_AT, now)
                .set(QUOTE.VERSION, QuoteRow.nextVersion())
                .where(QUOTE.QUOTE_ID.eq(quoteId))
                .execute();
    }

    private static void requireValid(LocalDate validUntil, OffsetDateTime now, UUID quoteId, String remedy) {
        if (validUntil.isBefore(now.toLocalDate())) {
            throw new InvalidInputException("The last day of quote " + quoteId + ", " + validUntil
                    + " in UTC, has gone by, so it can't be " + remedy);
        }
    }
}
