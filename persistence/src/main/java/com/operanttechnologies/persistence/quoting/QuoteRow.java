package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE;
import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE_NUMBER;
import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.SENT_QUOTE;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.money.Money;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jooq.SelectOnConditionStep;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/** How quotes are read: with their number, and with the status of what was sent of them, if that still counts. */
final class QuoteRow {

    private static final List<SelectField<?>> COLUMNS = List.of(
            QUOTE.QUOTE_ID,
            QUOTE.TITLE,
            QUOTE.RECIPIENT_NAME,
            QUOTE.RECIPIENT_EMAIL,
            QUOTE.CURRENCY,
            QUOTE.VALID_UNTIL,
            QUOTE.TERMS,
            QUOTE.REVISION,
            QUOTE.CREATED_AT,
            QUOTE.CREATED_BY,
            QUOTE.UPDATED_AT,
            QUOTE.VERSION);

    /** Read by name, as they come from a page of what was sent, too. */
    private static final String NUMBER = QUOTE_NUMBER.NUMBER.getName();

    private static final String STATUS = SENT_QUOTE.STATUS.getName();

    private QuoteRow() {}

    /** All quotes, in whatever state. */
    static SelectOnConditionStep<Record> all(TenantSession session) {
        return session.dsl()
                .select(COLUMNS)
                .select(QUOTE_NUMBER.NUMBER, SENT_QUOTE.STATUS)
                .from(QUOTE)
                .leftJoin(QUOTE_NUMBER)
                .on(QUOTE_NUMBER.CUSTOMER_ID.eq(QUOTE.CUSTOMER_ID))
                .and(QUOTE_NUMBER.QUOTE_ID.eq(QUOTE.QUOTE_ID))
                .leftJoin(SENT_QUOTE)
                .on(SENT_QUOTE.CUSTOMER_ID.eq(QUOTE.CUSTOMER_ID))
                .and(SENT_QUOTE.QUOTE_ID.eq(QUOTE.QUOTE_ID))
                .and(counts());
    }

    /**
     * A page of those of which a revision is out that still counts, the newest first.
     *
     * @param which of these, by columns of what was sent
     */
    static List<Quote> sent(TenantSession session, Condition which, int most) {
        // Limited before it is joined, so that a page costs the same wherever it is in the list.
        Table<?> page = session.dsl()
                .select(SENT_QUOTE.CUSTOMER_ID, SENT_QUOTE.QUOTE_ID, SENT_QUOTE.NUMBER, SENT_QUOTE.STATUS)
                .from(SENT_QUOTE)
                .where(counts())
                .and(which)
                .orderBy(SENT_QUOTE.QUOTE_ID.desc())
                .limit(most)
                .asTable("page");
        Field<UUID> id = Objects.requireNonNull(page.field(SENT_QUOTE.QUOTE_ID));
        return session.dsl()
                .select(COLUMNS)
                .select(page.field(SENT_QUOTE.NUMBER), page.field(SENT_QUOTE.STATUS))
                .from(page)
                .join(QUOTE)
                .on(QUOTE.CUSTOMER_ID.eq(page.field(SENT_QUOTE.CUSTOMER_ID)))
                .and(QUOTE.QUOTE_ID.eq(id))
                .orderBy(id.desc())
                .fetch(QuoteRow::quote);
    }

    /** No parameter, so that the planner may use the indexes of those rows alone. */
    static Condition counts() {
        return SENT_QUOTE.REPLACED.isFalse();
    }

    /**
     * Locks a quote until the transaction ends: whatever changes a quote does this first, so that changes of one quote
     * follow each other.
     *
     * @return whether it is a draft
     * @throws NotFoundException when the Customer has no such quote
     * @throws com.operanttechnologies.persistence.error.ConflictException when it was changed meanwhile
     */
    static boolean lock(TenantSession session, UUID id, long expectedVersion) {
        Record row = session.dsl()
                .select(QUOTE.VERSION, QUOTE.DRAFT)
                .from(QUOTE)
                .where(QUOTE.QUOTE_ID.eq(id))
                .forUpdate()
                .fetchOne();
        Long version = row == null ? null : row.get(QUOTE.VERSION);
        if (row == null || version == null || version != expectedVersion) {
            throw OptimisticLock.missed("Quote " + id, expectedVersion, version, () -> notFound(id));
        }
        return row.get(QUOTE.DRAFT);
    }

    /** As {@link #lock}, and refuses what is no draft. */
    static void lockDraft(TenantSession session, UUID id, long expectedVersion) {
        if (!lock(session, id, expectedVersion)) {
            throw notDraft(id);
        }
    }

    static Quote get(TenantSession session, UUID id) {
        return all(session)
                .where(QUOTE.QUOTE_ID.eq(id))
                .fetchOptional(QuoteRow::quote)
                .orElseThrow(() -> notFound(id));
    }

    static NotFoundException notFound(UUID id) {
        return new NotFoundException(
                "The Customer has no quote " + id + "; list or search its quotes to see which it has");
    }

    static InvalidInputException notDraft(UUID id) {
        return new InvalidInputException("Quote " + id
                + " is no draft any more, and only a draft can be edited, sent or deleted; revise or copy it");
    }

    static Quote quote(Record row) {
        return new Quote(
                row.get(QUOTE.QUOTE_ID),
                Optional.ofNullable(row.get(NUMBER, Integer.class)),
                row.get(QUOTE.REVISION),
                status(row.get(STATUS, String.class)),
                new QuoteContent(
                        row.get(QUOTE.TITLE),
                        row.get(QUOTE.RECIPIENT_NAME),
                        new EmailAddress(row.get(QUOTE.RECIPIENT_EMAIL)),
                        Money.currency(row.get(QUOTE.CURRENCY)),
                        row.get(QUOTE.VALID_UNTIL),
                        row.get(QUOTE.TERMS)),
                row.get(QUOTE.CREATED_AT).toInstant(),
                row.get(QUOTE.CREATED_BY),
                row.get(QUOTE.UPDATED_AT).toInstant(),
                row.get(QUOTE.VERSION));
    }

    static OffsetDateTime now(TenantSession session) {
        return session.clock().instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static Field<Long> nextVersion() {
        return QUOTE.VERSION.plus(1);
    }

    private static QuoteStatus status(@Nullable String sent) {
        return sent == null ? QuoteStatus.DRAFT : QuoteStatus.valueOf(sent.toUpperCase(Locale.ROOT));
    }
}
