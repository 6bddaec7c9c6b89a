package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.util.List;
import java.util.UUID;

/** The lines of a Customer's drafts. What was sent is in {@link SentQuoteRepository}. */
public final class QuoteLineRepository {

    /** Lines of the longest quote. */
    public static final int MOST_LINES = 500;

    private final TenantSession session;

    public QuoteLineRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * The lines in the order in which they are printed; none when the quote has none yet, is no draft, or isn't the
     * Customer's.
     */
    public List<QuoteLine> list(UUID quoteId) {
        return LineRow.ofDraft(session, quoteId);
    }

    /**
     * Gives a draft these lines instead of those it has.
     *
     * @param expectedVersion {@link Quote#version()} as it was read
     * @param lines at most {@value #MOST_LINES}, in the order in which they are printed
     * @return the quote with its next version
     * @throws InvalidInputException when there are more lines, they come to 10^15 or more, or the quote is no draft
     * @throws NotFoundException when the Customer has no such quote
     * @throws ConflictException when the quote was changed meanwhile
     */
    public Quote replace(UUID quoteId, long expectedVersion, List<QuoteLine> lines) {
        if (lines.size() > MOST_LINES) {
            throw new InvalidInputException("A quote must have at most " + MOST_LINES + " lines, has " + lines.size()
                    + "; sum some of them up");
        }
        QuoteRow.lockDraft(session, quoteId, expectedVersion);
        Quote quote = QuoteRow.get(session, quoteId);
        // What couldn't be sent isn't kept either.
        QuoteTotals.of(quote.content().currency(), lines);
        LineRow.delete(session, quoteId);
        LineRow.insert(session, quoteId, lines);
        session.dsl()
                .update(QUOTE)
                .set(QUOTE.UPDATED_AT, QuoteRow.now(session))
                .set(QUOTE.VERSION, QuoteRow.nextVersion())
                .where(QUOTE.QUOTE_ID.eq(quoteId))
                .execute();
        return QuoteRow.get(session, quoteId);
    }

    /**
     * What the draft's lines come to.
     *
     * @throws NotFoundException when the Customer has no such quote
     */
    public QuoteTotals totals(UUID quoteId) {
        return QuoteTotals.of(QuoteRow.get(session, quoteId).content().currency(), list(quoteId));
    }
}
