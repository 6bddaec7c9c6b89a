package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.InvoiceLineRecord;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.InvoiceRecord;
import com.operanttechnologies.persistence.money.Money;
import java.time.OffsetDateTime;
import java.util.Currency;
import java.util.Optional;

/** How rows of panel.invoice and panel.invoice_line are read. */
final class InvoiceRow {

    private InvoiceRow() {}

    static Invoice invoice(InvoiceRecord row) {
        Currency currency = Money.currency(row.getCurrency());
        return new Invoice(
                row.getNumber(),
                row.getInvoiceId(),
                new BillingDetails(
                        row.getLegalName(),
                        row.getAddress(),
                        row.getCountry(),
                        Optional.ofNullable(row.getTaxId()),
                        new EmailAddress(row.getEmail())),
                row.getLineCount(),
                new Money(row.getNet(), currency),
                new Money(row.getTax(), currency),
                new Money(row.getGross(), currency),
                row.getIssuedAt().toInstant(),
                row.getDueAt().toInstant(),
                InvoiceState.of(row.getState()),
                Optional.ofNullable(row.getSettledAt()).map(OffsetDateTime::toInstant),
                row.getNote(),
                row.getVersion());
    }

    static InvoiceLine line(InvoiceLineRecord row) {
        Currency currency = Money.currency(row.getCurrency());
        return new InvoiceLine(
                row.getPosition(),
                new LineItem(row.getDescription(), row.getQuantity(), row.getUnitPrice(), row.getTaxRate()),
                new Money(row.getNet(), currency),
                new Money(row.getTax(), currency));
    }
}
