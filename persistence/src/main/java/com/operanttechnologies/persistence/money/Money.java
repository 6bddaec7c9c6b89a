package com.operanttechnologies.persistence.money;

import com.operanttechnologies.persistence.error.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;

/**
 * An exact amount of a currency, in its minor unit: 12.30 EUR, 1230 JPY. Immutable.
 *
 * @param amount less than 10^15 either way; its scale is the currency's number of decimals (ISO 4217)
 */
public record Money(BigDecimal amount, Currency currency) {

    private static final BigDecimal LIMIT = BigDecimal.TEN.pow(15);

    /**
     * @throws InvalidInputException when the amount has more decimals than its currency, or is too large
     */
    public Money {
        int decimals = Math.max(0, currency.getDefaultFractionDigits());
        if (amount.stripTrailingZeros().scale() > decimals) {
            throw new InvalidInputException("An amount of " + currency + " has at most " + decimals + " decimals, got "
                    + amount.toPlainString() + "; round it first");
        }
        if (amount.abs().compareTo(LIMIT) >= 0) {
            throw new InvalidInputException("An amount must be less than 10^15 either way");
        }
        amount = amount.setScale(decimals, RoundingMode.UNNECESSARY);
    }

    /**
     * @param amount such as {@code 12.30}
     * @param currency ISO 4217 code, such as {@code EUR}
     * @throws InvalidInputException when either isn't one
     */
    public static Money of(String amount, String currency) {
        try {
            return new Money(new BigDecimal(amount), currency(currency));
        } catch (NumberFormatException e) {
            throw new InvalidInputException("An amount must be a decimal number, such as 12.30");
        }
    }

    /** The amount, rounded half up to the currency's decimals. */
    public static Money rounded(BigDecimal amount, Currency currency) {
        return new Money(
                amount.setScale(Math.max(0, currency.getDefaultFractionDigits()), RoundingMode.HALF_UP), currency);
    }

    /** Nothing of a currency. */
    public static Money zero(Currency currency) {
        return new Money(BigDecimal.ZERO, currency);
    }

    /**
     * @param code ISO 4217, such as {@code EUR}
     * @throws InvalidInputException when there is no such currency
     */
    public static Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("A currency must be a code of ISO 4217 in capitals, such as EUR");
        }
    }

    /**
     * @throws InvalidInputException when the other is of another currency
     */
    public Money plus(Money other) {
        if (!currency.equals(other.currency)) {
            throw new InvalidInputException(
                    "Amounts of " + currency + " and " + other.currency + " can't be added; convert one first");
        }
        return new Money(amount.add(other.amount), currency);
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency;
    }
}
