package com.operanttechnologies.persistence.quoting;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * A line of a quote. Immutable; each number is kept with all of its decimals, so {@code 1} and {@code 1.000} are equal.
 *
 * @param description 1 to 2,000 characters, with line breaks
 * @param quantity more than 0 and less than 10^9, at most 3 decimals
 * @param unitPrice net, in the quote's currency; at least 0 and less than 10^11, at most 4 decimals
 * @param discountPercent taken off quantity times price; 0 to 100, at most 2 decimals
 * @param taxPercent 0 to 100, at most 4 decimals, as in 8.875
 */
public record QuoteLine(
        String description,
        BigDecimal quantity,
        BigDecimal unitPrice,
        BigDecimal discountPercent,
        BigDecimal taxPercent) {

    /** Characters of the longest description. */
    public static final int DESCRIPTION_CHARACTERS = 2_000;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final BigDecimal QUANTITY_LIMIT = BigDecimal.TEN.pow(9);
    private static final BigDecimal PRICE_LIMIT = BigDecimal.TEN.pow(11);

    /** @throws InvalidInputException when a value is out of bounds, or has more decimals: it is not rounded */
    public QuoteLine {
        Require.text("Description of a quote's line", description, DESCRIPTION_CHARACTERS);
        if (description.isBlank()) {
            throw new InvalidInputException("Description of a quote's line must have 1 to " + DESCRIPTION_CHARACTERS
                    + " characters that aren't blank, has 0; give it one");
        }
        quantity = decimals("Quantity", quantity, 3);
        if (quantity.signum() <= 0 || quantity.compareTo(QUANTITY_LIMIT) >= 0) {
            throw new InvalidInputException("Quantity of a quote's line must be more than 0 and less than 10^9, got "
                    + quantity.toPlainString() + "; give a rebate as discountPercent");
        }
        unitPrice = decimals("Unit price", unitPrice, 4);
        if (unitPrice.signum() < 0 || unitPrice.compareTo(PRICE_LIMIT) >= 0) {
            throw new InvalidInputException("Unit price of a quote's line must be at least 0 and less than 10^11, got "
                    + unitPrice.toPlainString() + "; give a rebate as discountPercent");
        }
        discountPercent = percent("Discount", discountPercent, 2);
        taxPercent = percent("Tax", taxPercent, 4);
    }

    /**
     * A line without discount.
     *
     * @throws InvalidInputException as the constructor, and when what should be a number isn't one
     */
    public static QuoteLine of(String description, String quantity, String unitPrice, String taxPercent) {
        try {
            return new QuoteLine(
                    description,
                    new BigDecimal(quantity),
                    new BigDecimal(unitPrice),
                    BigDecimal.ZERO,
                    new BigDecimal(taxPercent));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "Quantity, unit price and tax of a quote's line must be decimal numbers, such as 12.30");
        }
    }

    /** The same with a discount. */
    public QuoteLine discounted(BigDecimal percent) {
        return new QuoteLine(description, quantity, unitPrice, percent, taxPercent);
    }

    /**
     * Quantity times price less discount, rounded half up to the currency's decimals.
     *
     * @throws InvalidInputException when it is 10^15 or more
     */
    public Money net(Currency currency) {
        BigDecimal share = HUNDRED.subtract(discountPercent).movePointLeft(2);
        return Money.rounded(quantity.multiply(unitPrice).multiply(share), currency);
    }

    private static BigDecimal percent(String what, BigDecimal value, int decimals) {
        BigDecimal percent = decimals(what, value, decimals);
        if (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0) {
            throw new InvalidInputException(
                    what + " of a quote's line must be 0 to 100 percent, got " + percent.toPlainString());
        }
        return percent;
    }

    private static BigDecimal decimals(String what, BigDecimal value, int most) {
        // What has an enormous exponent is not written out to tell so.
        if (value.precision() - (long) value.scale() > 20
                || value.stripTrailingZeros().scale() > most) {
            throw new InvalidInputException(
                    what + " of a quote's line must have at most 20 digits before the point and " + most
                            + " after it; round it first");
        }
        return value.setScale(most, RoundingMode.UNNECESSARY);
    }
}
