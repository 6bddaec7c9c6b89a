package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.money.Money;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An invoice, which never changes but for being settled.
 *
 * @param number 1, 2, 3… of the Customer, without gaps
 * @param id unique within the Customer; UUIDv7
 * @param billedTo the billing profile as it was when the invoice was issued
 * @param lineCount how many lines it has
 * @param net sum of its lines, as the database vouches
 * @param tax the same of their taxes
 * @param gross net and tax together
 * @param issuedAt microseconds, as all times here
 * @param settledAt when it was paid, voided or given up; nothing while it is open
 * @param version optimistic lock: what settling expects
 */
public record Invoice(
        int number,
        UUID id,
        BillingDetails billedTo,
        int lineCount,
        Money net,
        Money tax,
        Money gross,
        Instant issuedAt,
        Instant dueAt,
        InvoiceState state,
        Optional<Instant> settledAt,
        String note,
        long version) {

    /** Leaves the note out: a person wrote it. */
    @Override
    public String toString() {
        return "Invoice[" + number + ", " + id + ", " + gross + ", " + state + ", version " + version + "]";
    }
}
