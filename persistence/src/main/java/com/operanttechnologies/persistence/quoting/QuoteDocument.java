package com.operanttechnologies.persistence.quoting;

import java.util.List;

/**
 * All that a sent quote shows to its recipient. Its content and lines never change.
 *
 * @param quote what was sent, and what has become of it
 * @param lines in the order in which they are printed
 */
public record QuoteDocument(SentQuote quote, List<QuoteLine> lines) {

    public QuoteDocument {
        lines = List.copyOf(lines);
    }

    /** What the lines come to, with each rate's tax. */
    public QuoteTotals totals() {
        return QuoteTotals.of(quote.content().currency(), lines);
    }
}
