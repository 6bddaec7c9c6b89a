package com.operanttechnologies.persistence.quoting;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the lines of a quote come to. Immutable.
 *
 * <p>Each line's net amount is rounded half up to the currency's decimals. Tax is computed for each rate on the sum of
 * the net amounts of its lines, and rounded the same way: what an invoice by EN 16931 (rules BR-CO-17 and BR-S-08)
 * shows, so a quote and its invoice agree to the cent.
 *
 * @param net sum of the lines' net amounts
 * @param taxes for each rate that occurs, the lowest first
 * @param tax sum of the rates' taxes
 * @param gross net and tax
 */
public record QuoteTotals(Money net, List<TaxTotal> taxes, Money tax, Money gross) {

    private static final int PERCENT_DECIMALS = 2;

    public QuoteTotals {
        taxes = List.copyOf(taxes);
    }

    /**
     * The lines of one rate.
     *
     * @param percent the rate
     * @param net sum of its lines' net amounts
     * @param tax of that sum
     */
    public record TaxTotal(BigDecimal percent, Money net, Money tax) {}

    /**
     * @param lines any number of them; none comes to nothing
     * @throws InvalidInputException when they come to 10^15 or more
     */
    public static QuoteTotals of(Currency currency, List<QuoteLine> lines) {
        SortedMap<BigDecimal, Money> nets = new TreeMap<>();
        for (QuoteLine line : lines) {
            nets.merge(line.taxPercent(), line.net(currency), Money::plus);
        }
        List<TaxTotal> taxes = nets.entrySet().stream()
                .map(rate -> new TaxTotal(rate.getKey(), rate.getValue(), tax(rate.getKey(), rate.getValue())))
                .toList();
        Money net = taxes.stream().map(TaxTotal::net).reduce(Money.zero(currency), Money::plus);
        Money tax = taxes.stream().map(TaxTotal::tax).reduce(Money.zero(currency), Money::plus);
        return new QuoteTotals(net, taxes, tax, net.plus(tax));
    }

    private static Money tax(BigDecimal percent, Money net) {
        return Money.rounded(net.amount().multiply(percent).movePointLeft(PERCENT_DECIMALS), net.currency());
    }
}
