package com.operanttechnologies.persistence.quoting;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.input.Require;
import java.time.LocalDate;
import java.util.Currency;

/**
 * What a quote says besides its lines. Immutable.
 *
 * @param title one line of 1 to 200 characters; several quotes may have the same
 * @param recipientName one line of 1 to 200 characters
 * @param recipientEmail where it goes to
 * @param currency of all its prices; of ISO 4217, and in use: the database refuses those that were given up, such as
 *     DEM
 * @param validUntil last day, in UTC, on which it can be accepted; from 2000 to 2999
 * @param terms what is printed below the lines, at most 10,000 characters; may be empty
 */
public record QuoteContent(
        String title,
        String recipientName,
        EmailAddress recipientEmail,
        Currency currency,
        LocalDate validUntil,
        String terms) {

    private static final int TERMS_CHARACTERS = 10_000;

    /** @throws InvalidInputException when a text is longer, empty, or not one line; or the day out of bounds */
    public QuoteContent {
        title = Require.name("Title of a quote", title);
        recipientName = Require.name("Name of a quote's recipient", recipientName);
        terms = Require.text("Terms of a quote", terms, TERMS_CHARACTERS);
        Require.number("Year until which a quote is valid", validUntil.getYear(), 2000, 2999);
    }

    /** The same until another day. */
    public QuoteContent validUntil(LocalDate day) {
        return new QuoteContent(title, recipientName, recipientEmail, currency, day, terms);
    }
}
