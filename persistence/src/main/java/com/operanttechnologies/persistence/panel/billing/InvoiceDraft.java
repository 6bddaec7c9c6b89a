package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.List;

/**
 * An invoice before it is issued. Immutable.
 *
 * @param lines 1 to {@value #MOST_LINES}, whose sums are less than 10^12 either way
 * @param dueAt when it is to be paid; cut to microseconds
 * @param note at most {@value #NOTE} characters, such as the Customer's order number
 */
public record InvoiceDraft(Currency currency, List<LineItem> lines, Instant dueAt, String note) {

    /** Lines of the longest invoice. */
    public static final int MOST_LINES = 200;

    /** Characters of the longest note. */
    public static final int NOTE = 1_000;

    private static final BigDecimal LIMIT = BigDecimal.TEN.pow(12);

    /**
     * @throws InvalidInputException when lines, sums or note are anything else, or the note holds what looks like a
     *     card number
     */
    public InvoiceDraft {
        lines = List.copyOf(lines);
        dueAt = dueAt.truncatedTo(ChronoUnit.MICROS);
        Require.number("Lines of an invoice", lines.size(), 1, MOST_LINES);
        CardNumbers.refuse("Note on an invoice", Require.text("Note on an invoice", note, NOTE));
        requireBounded(net(currency, lines));
        requireBounded(tax(currency, lines));
    }

    /** Sum of the lines' net amounts. */
    public Money net() {
        return net(currency, lines);
    }

    /** Sum of the lines' taxes. */
    public Money tax() {
        return tax(currency, lines);
    }

    private static Money net(Currency currency, List<LineItem> lines) {
        return lines.stream().map(line -> line.net(currency)).reduce(Money.zero(currency), Money::plus);
    }

    private static Money tax(Currency currency, List<LineItem> lines) {
        return lines.stream().map(line -> line.tax(currency)).reduce(Money.zero(currency), Money::plus);
    }

    private static void requireBounded(Money sum) {
        if (sum.amount().abs().compareTo(LIMIT) >= 0) {
            throw new InvalidInputException(
                    "Sums of an invoice must be less than 10^12 either way, got " + sum + "; issue several");
        }
    }
}
