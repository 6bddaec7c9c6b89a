package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.input.Require;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom invoices are made out to. Immutable.
 *
 * @param legalName 1 to 200 characters
 * @param address street, postal code and city as on an envelope, in lines, without the country; 1 to {@value #ADDRESS}
 *     characters
 * @param country ISO 3166-1 alpha-2, such as {@code DE}
 * @param taxId VAT or other tax number, 1 to {@value #TAX_ID} characters
 * @param email where invoices are sent
 */
public record BillingDetails(
        String legalName, String address, String country, Optional<String> taxId, EmailAddress email) {

    /** Characters of the longest address. */
    public static final int ADDRESS = 500;

    /** Characters of the longest tax number. */
    public static final int TAX_ID = 50;

    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    /**
     * @throws InvalidInputException when something is anything else, or holds what looks like a card number
     */
    public BillingDetails {
        CardNumbers.refuseInLine("Legal name", legalName, Require.NAME);
        CardNumbers.refuse("Billing address", Require.text("Billing address", address, ADDRESS));
        if (address.isBlank()) {
            throw new InvalidInputException("Billing address must not be blank; give street and city");
        }
        if (!COUNTRY.matcher(country).matches()) {
            throw new InvalidInputException(
                    "Country of a billing address must be two capitals of ISO 3166-1, such as DE, got " + country);
        }
        taxId.ifPresent(id -> CardNumbers.refuseInLine("Tax number", id, TAX_ID));
        CardNumbers.refuse("Billing email", email.value());
    }

    /** Says the country alone: the rest can be a person's name and address. */
    @Override
    public String toString() {
        return "BillingDetails[" + country + "]";
    }
}
