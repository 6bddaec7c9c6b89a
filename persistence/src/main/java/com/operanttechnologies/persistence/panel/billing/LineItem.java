package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.util.Currency;

/**
 * What is invoiced. Immutable.
 *
 * @param description one line of 1 to {@value #DESCRIPTION} characters
 * @param quantity less than 10^9 either way, with up to 3 decimals; less than 0 for a credit
 * @param unitPrice net, 0 to less than 10^12 of the invoice's currency, with up to 6 decimals
 * @param taxRate fraction of the net amount, 0 to 1 with up to 6 decimals: 0.19 is 19 %
 */
public record LineItem(String description, BigDecimal quantity, BigDecimal unitPrice, BigDecimal taxRate) {

    /** Characters of the longest description. */
    public static final int DESCRIPTION = 500;

    private static final BigDecimal MOST_QUANTITY = BigDecimal.TEN.pow(9);
    private static final BigDecimal MOST_PRICE = BigDecimal.TEN.pow(12);

    /**
     * @throws InvalidInputException when something is anything else, or the description holds what looks like a card
     *     number
     */
    public LineItem {
        CardNumbers.refuseInLine("Description of an invoice line", description, DESCRIPTION);
        require("Quantity", quantity, 3, quantity.abs().compareTo(MOST_QUANTITY) < 0, "less than 10^9 either way");
        require(
                "Unit price",
                unitPrice,
                6,
                unitPrice.signum() >= 0 && unitPrice.compareTo(MOST_PRICE) < 0,
                "0 to less than 10^12");
        require("Tax rate", taxRate, 6, taxRate.signum() >= 0 && taxRate.compareTo(BigDecimal.ONE) <= 0, "0 to 1");
    }

    /** Quantity times unit price, rounded half away from zero to the currency's decimals. */
    public Money net(Currency currency) {
        return Money.rounded(quantity.multiply(unitPrice), currency);
    }

    /** Tax on the rounded net amount, rounded the same way. */
    public Money tax(Currency currency) {
        return Money.rounded(net(currency).amount().multiply(taxRate), currency);
    }

    private static void require(String what, BigDecimal value, int decimals, boolean inBounds, String bounds) {
        if (!inBounds || value.stripTrailingZeros().scale() > decimals) {
            throw new InvalidInputException(what + " of an invoice line must be " + bounds + " with at most " + decimals
                    + " decimals, got " + value.toPlainString());
        }
    }
}
