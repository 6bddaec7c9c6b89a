package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.SENT_QUOTE;
import static org.jooq.impl.DSL.noCondition;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/** What was sent, revision by revision: for showing to its recipient, and for looking up what it once said. */
public final class SentQuoteRepository {

    private final TenantSession session;

    public SentQuoteRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * The revision of a quote that was sent last, whatever has become of it.
     *
     * @param number {@link Quote#number()}
     * @throws NotFoundException when the Customer has sent no quote of that number
     */
    public QuoteDocument latest(int number) {
        return document(
                SENT_QUOTE.NUMBER.eq(number),
                "The Customer has sent no quote " + number + "; list or search its quotes");
    }

    /**
     * One revision of a quote.
     *
     * @param number {@link Quote#number()}
     * @throws NotFoundException when the Customer has sent no such revision
     */
    public QuoteDocument get(int number, int revision) {
        return document(
                SENT_QUOTE.NUMBER.eq(number).and(SENT_QUOTE.REVISION.eq(revision)),
                "The Customer has sent no revision " + revision + " of a quote " + number
                        + "; list its revisions to see which it has");
    }

    /**
     * Lists the revisions of a quote that were sent, the newest first; none when it was never sent, or the Customer has
     * no such quote. The cursor is the page's last revision.
     */
    public Page<SentQuote, Integer> revisions(UUID quoteId, PageRequest<Integer> request) {
        Condition after = request.after().map(SENT_QUOTE.REVISION::lt).orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(SENT_QUOTE)
                        .where(SENT_QUOTE.QUOTE_ID.eq(quoteId))
                        .and(after)
                        .orderBy(SENT_QUOTE.REVISION.desc())
                        .limit(request.fetchSize())
                        .fetch(SentRow::sent),
                request,
                SentQuote::revision);
    }

    /** Content and lines never change, so reading them one after the other gives what was sent. */
    private QuoteDocument document(Condition which, String missing) {
        Optional<SentQuote> quote = session.dsl()
                .selectFrom(SENT_QUOTE)
                .where(which)
                .orderBy(SENT_QUOTE.REVISION.desc())
                .limit(1)
                .fetchOptional(SentRow::sent);
        return quote.map(sent -> new QuoteDocument(sent, LineRow.sent(session, sent.quoteId(), sent.revision())))
                .orElseThrow(() -> new NotFoundException(missing));
    }
}
