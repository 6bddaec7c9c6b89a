package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * What is subscribed to. Immutable.
 *
 * @param plan a lower-case letter, then up to 49 lower-case letters, digits, {@code _} and {@code -}
 * @param seats 1 to {@value #MOST_SEATS}
 * @param seatPrice net price of one seat for one period, from 0 to less than 10^12: no amount of billing is as long as
 *     a card number
 */
public record SubscriptionTerms(String plan, int seats, Money seatPrice) {

    /** Seats of the largest subscription. */
    public static final int MOST_SEATS = 1_000_000;

    private static final Pattern PLAN = Pattern.compile("[a-z][a-z0-9_-]{0,49}");
    private static final BigDecimal LIMIT = BigDecimal.TEN.pow(12);

    /** @throws InvalidInputException when plan, seats or price are anything else */
    public SubscriptionTerms {
        CardNumbers.refuse("Plan", plan);
        if (!PLAN.matcher(plan).matches()) {
            throw new InvalidInputException(
                    "Plan must be a lower-case letter, then up to 49 lower-case letters, digits, _" + " and -, got "
                            + plan);
        }
        Require.number("Seats", seats, 1, MOST_SEATS);
        if (seatPrice.amount().signum() < 0 || seatPrice.amount().compareTo(LIMIT) >= 0) {
            throw new InvalidInputException("Price of a seat must be 0 to less than 10^12, got " + seatPrice);
        }
    }
}
