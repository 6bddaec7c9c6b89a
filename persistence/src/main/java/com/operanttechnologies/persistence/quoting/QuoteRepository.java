package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE;
import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE_NUMBER;
import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.SENT_QUOTE;
import static org.jooq.impl.DSL.falseCondition;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.selectOne;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jooq.Condition;
import org.jooq.Field;

/** A Customer's quotes: what they say besides their lines, and finding them. */
public final class QuoteRepository {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    private final TenantSession session;

    public QuoteRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Creates a draft without lines.
     *
     * @throws InvalidInputException when the currency isn't in use any more
     */
    public Quote create(QuoteContent content) {
        UUID id = UuidCreator.getTimeOrderedEpoch();
        OffsetDateTime now = QuoteRow.now(session);
        return session.dsl()
                .insertInto(QUOTE)
                .set(QUOTE.CUSTOMER_ID, session.customerId())
                .set(QUOTE.QUOTE_ID, id)
                .set(QUOTE.TITLE, content.title())
                .set(QUOTE.RECIPIENT_NAME, content.recipientName())
                .set(QUOTE.RECIPIENT_EMAIL, content.recipientEmail().value())
                .set(QUOTE.CURRENCY, content.currency().getCurrencyCode())
                .set(QUOTE.VALID_UNTIL, content.validUntil())
                .set(QUOTE.TERMS, content.terms())
                .set(QUOTE.CREATED_AT, now)
                .set(QUOTE.UPDATED_AT, now)
                .returning(QUOTE.REVISION, QUOTE.CREATED_BY, QUOTE.VERSION)
                .fetchSingle(row -> new Quote(
                        id,
                        Optional.empty(),
                        row.getRevision(),
                        QuoteStatus.DRAFT,
                        content,
                        now.toInstant(),
                        row.getCreatedBy(),
                        now.toInstant(),
                        row.getVersion()));
    }

    /**
     * @throws NotFoundException when the Customer has no such quote
     */
    public Quote get(UUID id) {
        return QuoteRow.get(session, id);
    }

    /**
     * Gives a draft another content. Prices stay the numbers that they are when the currency changes.
     *
     * @param expectedVersion {@link Quote#version()} as it was read
     * @throws InvalidInputException when it is no draft, or the currency isn't in use any more
     * @throws NotFoundException when the Customer has no such quote
     * @throws ConflictException when the quote was changed meanwhile
     */
    public Quote update(UUID id, long expectedVersion, QuoteContent content) {
        QuoteRow.lockDraft(session, id, expectedVersion);
        session.dsl()
                .update(QUOTE)
                .set(QUOTE.TITLE, content.title())
                .set(QUOTE.RECIPIENT_NAME, content.recipientName())
                .set(QUOTE.RECIPIENT_EMAIL, content.recipientEmail().value())
                .set(QUOTE.CURRENCY, content.currency().getCurrencyCode())
                .set(QUOTE.VALID_UNTIL, content.validUntil())
                .set(QUOTE.TERMS, content.terms())
                .set(QUOTE.UPDATED_AT, QuoteRow.now(session))
                .set(QUOTE.VERSION, QuoteRow.nextVersion())
                .where(QUOTE.QUOTE_ID.eq(id))
                .execute();
        return get(id);
    }

    /**
     * Makes a new draft with content and lines of another quote, in whatever state that is: those of its draft, or
     * those that were sent last.
     *
     * @param validUntil last day of the copy
     * @throws NotFoundException when the Customer has no such quote
     */
    public Quote copy(UUID id, LocalDate validUntil) {
        // Nobody sends or revises it between the two reads.
        boolean draft = session.dsl()
                .select(QUOTE.DRAFT)
                .from(QUOTE)
                .where(QUOTE.QUOTE_ID.eq(id))
                .forShare()
                .fetchOptional(QUOTE.DRAFT)
                .orElseThrow(() -> QuoteRow.notFound(id));
        Quote original = get(id);
        List<QuoteLine> lines = draft ? LineRow.ofDraft(session, id) : LineRow.sent(session, id, original.revision());
        Quote copy = create(original.content().validUntil(validUntil));
        LineRow.insert(session, copy.id(), lines);
        return copy;
    }

    /**
     * Deletes a draft that was never sent, with its lines, for good. It leaves no gap in the numbers.
     *
     * @param expectedVersion {@link Quote#version()} as it was read
     * @throws InvalidInputException when the quote has a number: what has been sent stays
     * @throws NotFoundException when the Customer has no such quote
     * @throws ConflictException when the quote was changed meanwhile
     */
    public void delete(UUID id, long expectedVersion) {
        boolean draft = QuoteRow.lock(session, id, expectedVersion);
        int deleted = session.dsl()
                .deleteFrom(QUOTE)
                .where(QUOTE.QUOTE_ID.eq(id))
                .andNotExists(selectOne()
                        .from(QUOTE_NUMBER)
                        .where(QUOTE_NUMBER.CUSTOMER_ID.eq(session.customerId()))
                        .and(QUOTE_NUMBER.QUOTE_ID.eq(id)))
                .execute();
        if (deleted == 0) {
            throw new InvalidInputException("Quote " + id
                    + " has been sent and has a number, so it can't be deleted: the" + " numbers would have a gap; "
                    + (draft ? "leave the draft as it is" : "revise or copy it"));
        }
    }

    /** Lists the quotes of a status, the newest first; newest by creation, as {@link Quote#id()} tells. */
    public Page<Quote, QuoteCursor> list(QuoteStatus status, PageRequest<QuoteCursor> request) {
        if (status == QuoteStatus.DRAFT) {
            return page(QUOTE.DRAFT.isTrue(), request);
        }
        Condition ofStatus = SENT_QUOTE.STATUS.eq(status.name().toLowerCase(Locale.ROOT));
        return page(
                QuoteRow.sent(session, ofStatus.and(after(SENT_QUOTE.QUOTE_ID, request)), request.fetchSize()),
                request);
    }

    /**
     * Lists the quotes, in whatever state, whose title, recipient's name or recipient's address contains a text,
     * whatever the case, or whose number it is; the newest first.
     *
     * @param fragment at most 254 characters, taken literally: {@code %} and {@code _} mean themselves. Every quote
     *     contains the empty text.
     * @throws InvalidInputException when the fragment is longer
     */
    public Page<Quote, QuoteCursor> search(String fragment, PageRequest<QuoteCursor> request) {
        Require.text("Search text", fragment, 254);
        Condition number = NUMBER.matcher(fragment).matches()
                ? QUOTE_NUMBER.NUMBER.eq(Integer.valueOf(fragment))
                : falseCondition();
        return page(
                QUOTE.TITLE
                        .containsIgnoreCase(fragment)
                        .or(QUOTE.RECIPIENT_NAME.containsIgnoreCase(fragment))
                        .or(QUOTE.RECIPIENT_EMAIL.containsIgnoreCase(fragment))
                        .or(number),
                request);
    }

    private Page<Quote, QuoteCursor> page(Condition condition, PageRequest<QuoteCursor> request) {
        return page(
                QuoteRow.all(session)
                        .where(condition)
                        .and(after(QUOTE.QUOTE_ID, request))
                        .orderBy(QUOTE.QUOTE_ID.desc())
                        .limit(request.fetchSize())
                        .fetch(QuoteRow::quote),
                request);
    }

    private static Page<Quote, QuoteCursor> page(List<Quote> quotes, PageRequest<QuoteCursor> request) {
        return Page.of(quotes, request, quote -> new QuoteCursor(quote.id()));
    }

    private static Condition after(Field<UUID> id, PageRequest<QuoteCursor> request) {
        return request.after().map(cursor -> id.lt(cursor.id())).orElse(noCondition());
    }
}
