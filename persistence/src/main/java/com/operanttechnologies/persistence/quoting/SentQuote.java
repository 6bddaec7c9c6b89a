package com.operanttechnologies.persistence.quoting;

import com.operanttechnologies.persistence.money.Money;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A revision as it was sent, without its lines, and what has become of it.
 *
 * @param number of the quote, the same in all revisions
 * @param content as it was sent; never changes
 * @param lineCount how many lines it has
 * @param net sum of the lines' net amounts
 * @param tax as {@link QuoteTotals} computes it
 * @param gross net and tax
 * @param sentBy actor of the scope that sent it, such as {@code account:<id>}
 * @param decidedAt when it was accepted, declined, withdrawn, or found expired; empty while it is open
 * @param decidedBy actor of the scope that did so
 * @param replaced whether the quote has been revised since, so that this no longer counts
 */
public record SentQuote(
        UUID quoteId,
        int number,
        int revision,
        QuoteContent content,
        int lineCount,
        Money net,
        Money tax,
        Money gross,
        Instant sentAt,
        String sentBy,
        SentStatus status,
        Optional<Instant> decidedAt,
        Optional<String> decidedBy,
        boolean replaced) {}
