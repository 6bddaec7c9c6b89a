package com.operanttechnologies.persistence.quoting;

import static com.operanttechnologies.persistence.internal.tables.quoting.Tables.QUOTE_NUMBER;

import com.operanttechnologies.persistence.TenantSession;
import java.util.Optional;
import java.util.UUID;

/** Gives quotes their numbers: 1, 2, 3… of each Customer, without a gap or a double. */
final class QuoteNumbers {

    private final TenantSession session;

    QuoteNumbers(TenantSession session) {
        this.session = session;
    }

    /** The number that the quote has, or the next one. The caller has locked the quote. */
    int of(UUID quoteId) {
        Optional<Integer> number = session.dsl()
                .select(QUOTE_NUMBER.NUMBER)
                .from(QUOTE_NUMBER)
                .where(QUOTE_NUMBER.QUOTE_ID.eq(quoteId))
                .fetchOptional(QUOTE_NUMBER.NUMBER);
        // The database numbers the row. Who wants a number that another transaction is taking waits for it here: if
        // that
        // one commits, no row comes back and the next number is tried; if not, the number goes to this quote.
        while (number.isEmpty()) {
            number = session.dsl()
                    .insertInto(QUOTE_NUMBER, QUOTE_NUMBER.CUSTOMER_ID, QUOTE_NUMBER.QUOTE_ID)
                    .values(session.customerId(), quoteId)
                    .onConflictDoNothing()
                    .returningResult(QUOTE_NUMBER.NUMBER)
                    .fetchOptional(QUOTE_NUMBER.NUMBER);
        }
        return number.get();
    }
}
