package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE_LINE;
import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.SENT_LINE;
import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.SENT_QUOTE;
import static org.jooq.Records.mapping;

import com.operanttechnologies.persistence.TenantSession;
import java.util.List;
import java.util.UUID;

/** How lines are read and written: those of a draft, and those that were sent. */
final class LineRow {

    private LineRow() {}

    static List<QuoteLine> ofDraft(TenantSession session, UUID quoteId) {
        return session.dsl()
                .selectFrom(QUOTE_LINE)
                .where(QUOTE_LINE.QUOTE_ID.eq(quoteId))
                .orderBy(QUOTE_LINE.POSITION)
                .fetch(row -> new QuoteLine(
                        row.getDescription(),
                        row.getQuantity(),
                        row.getUnitPrice(),
                        row.getDiscountPercent(),
                        row.getTaxPercent()));
    }

    static List<QuoteLine> sent(TenantSession session, UUID quoteId, int revision) {
        return session.dsl()
                .select(
                        SENT_LINE.DESCRIPTION,
                        SENT_LINE.QUANTITY,
                        SENT_LINE.UNIT_PRICE,
                        SENT_LINE.DISCOUNT_PERCENT,
                        SENT_LINE.TAX_PERCENT)
                .from(SENT_QUOTE)
                .join(SENT_LINE)
                .on(SENT_LINE.CUSTOMER_ID.eq(SENT_QUOTE.CUSTOMER_ID))
                .and(SENT_LINE.QUOTE_ID.eq(SENT_QUOTE.QUOTE_ID))
                .and(SENT_LINE.REVISION.eq(SENT_QUOTE.REVISION))
                .and(SENT_LINE.POSITION.le(SENT_QUOTE.LINE_COUNT))
                .where(SENT_QUOTE.QUOTE_ID.eq(quoteId))
                .and(SENT_QUOTE.REVISION.eq(revision))
                .orderBy(SENT_LINE.POSITION)
                .fetch(mapping(QuoteLine::new));
    }

    /** Gives a draft without lines these. */
    static void insert(TenantSession session, UUID quoteId, List<QuoteLine> lines) {
        if (lines.isEmpty()) {
            return;
        }
        var insert = session.dsl()
                .insertInto(
                        QUOTE_LINE,
                        QUOTE_LINE.CUSTOMER_ID,
                        QUOTE_LINE.QUOTE_ID,
                        QUOTE_LINE.POSITION,
                        QUOTE_LINE.DESCRIPTION,
                        QUOTE_LINE.QUANTITY,
                        QUOTE_LINE.UNIT_PRICE,
                        QUOTE_LINE.DISCOUNT_PERCENT,
                        QUOTE_LINE.TAX_PERCENT);
        int position = 0;
        for (QuoteLine line : lines) {
            insert = insert.values(
                    session.customerId(),
                    quoteId,
                    ++position,
                    line.description(),
                    line.quantity(),
                    line.unitPrice(),
                    line.discountPercent(),
                    line.taxPercent());
        }
        insert.execute();
    }

    /** The lines of what is sent next: {@link SentRow#insert} refers to the last of them. */
    static void insertSent(TenantSession session, UUID quoteId, int revision, String currency, List<QuoteLine> lines) {
        var insert = session.dsl()
                .insertInto(
                        SENT_LINE,
                        SENT_LINE.CUSTOMER_ID,
                        SENT_LINE.QUOTE_ID,
                        SENT_LINE.REVISION,
                        SENT_LINE.POSITION,
                        SENT_LINE.CURRENCY,
                        SENT_LINE.DESCRIPTION,
                        SENT_LINE.QUANTITY,
                        SENT_LINE.UNIT_PRICE,
                        SENT_LINE.DISCOUNT_PERCENT,
                        SENT_LINE.TAX_PERCENT);
        int position = 0;
        for (QuoteLine line : lines) {
            insert = insert.values(
                    session.customerId(),
                    quoteId,
                    revision,
                    ++position,
                    currency,
                    line.description(),
                    line.quantity(),
                    line.unitPrice(),
                    line.discountPercent(),
                    line.taxPercent());
        }
        insert.execute();
    }

    static void delete(TenantSession session, UUID quoteId) {
        session.dsl()
                .deleteFrom(QUOTE_LINE)
                .where(QUOTE_LINE.QUOTE_ID.eq(quoteId))
                .execute();
    }
}
