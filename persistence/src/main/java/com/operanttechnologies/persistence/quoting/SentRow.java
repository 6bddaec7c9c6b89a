package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.SENT_QUOTE;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.tables.quoting.tables.records.SentQuoteRecord;
import com.operanttechnologies.persistence.money.Money;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.Optional;

/** How rows of quoting.sent_quote are written and read. */
final class SentRow {

    private SentRow() {}

    static SentQuote insert(
            TenantSession session, Quote draft, int number, QuoteTotals totals, int lineCount, OffsetDateTime now) {
        QuoteContent content = draft.content();
        return session.dsl()
                .insertInto(SENT_QUOTE)
                .set(SENT_QUOTE.CUSTOMER_ID, session.customerId())
                .set(SENT_QUOTE.QUOTE_ID, draft.id())
                .set(SENT_QUOTE.REVISION, draft.revision())
                .set(SENT_QUOTE.QUOTE_REVISION, draft.revision())
                .set(SENT_QUOTE.NUMBER, number)
                .set(SENT_QUOTE.TITLE, content.title())
                .set(SENT_QUOTE.RECIPIENT_NAME, content.recipientName())
                .set(SENT_QUOTE.RECIPIENT_EMAIL, content.recipientEmail().value())
                .set(SENT_QUOTE.CURRENCY, content.currency().getCurrencyCode())
                .set(SENT_QUOTE.VALID_UNTIL, content.validUntil())
                .set(SENT_QUOTE.TERMS, content.terms())
                .set(SENT_QUOTE.LINE_COUNT, lineCount)
                .set(SENT_QUOTE.NET, totals.net().amount())
                .set(SENT_QUOTE.TAX, totals.tax().amount())
                .set(SENT_QUOTE.SENT_AT, now)
                .returning()
                .fetchSingle(SentRow::sent);
    }

    static SentQuote sent(SentQuoteRecord row) {
        Currency currency = Money.currency(row.getCurrency());
        return new SentQuote(
                row.getQuoteId(),
                row.getNumber(),
                row.getRevision(),
                new QuoteContent(
                        row.getTitle(),
                        row.getRecipientName(),
                        new EmailAddress(row.getRecipientEmail()),
                        currency,
                        row.getValidUntil(),
                        row.getTerms()),
                row.getLineCount(),
                new Money(row.getNet(), currency),
                new Money(row.getTax(), currency),
                new Money(row.getGross(), currency),
                row.getSentAt().toInstant(),
                row.getSentBy(),
                SentStatus.of(row.getStatus()),
                Optional.ofNullable(row.getDecidedAt()).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.getDecidedBy()),
                row.getReplaced());
    }
}
