package com.operanttechnologies.persistence.panel.billing;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.INVOICE;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.INVOICE_LINE;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.InvoiceRecord;
import com.operanttechnologies.persistence.money.Money;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes an invoice: its lines first, each with the sum so far, and then the invoice, which the database ties to the
 * sum of the last line. Were a sum computed wrong here, the database would refuse it.
 */
final class InvoiceWriting {

    private final TenantSession session;

    InvoiceWriting(TenantSession session) {
        this.session = session;
    }

    void lines(UUID invoiceId, InvoiceDraft draft) {
        var insert = session.dsl()
                .insertInto(
                        INVOICE_LINE,
                        INVOICE_LINE.CUSTOMER_ID,
                        INVOICE_LINE.INVOICE_ID,
                        INVOICE_LINE.POSITION,
                        INVOICE_LINE.CURRENCY,
                        INVOICE_LINE.DESCRIPTION,
                        INVOICE_LINE.QUANTITY,
                        INVOICE_LINE.UNIT_PRICE,
                        INVOICE_LINE.TAX_RATE,
                        INVOICE_LINE.PREVIOUS_NET_SUM,
                        INVOICE_LINE.PREVIOUS_TAX_SUM);
        Money netSum = Money.zero(draft.currency());
        Money taxSum = netSum;
        int position = 0;
        for (LineItem line : draft.lines()) {
            position++;
            insert = insert.values(
                    session.customerId(),
                    invoiceId,
                    position,
                    draft.currency().getCurrencyCode(),
                    line.description(),
                    line.quantity(),
                    line.unitPrice(),
                    line.taxRate(),
                    netSum.amount(),
                    taxSum.amount());
            netSum = netSum.plus(line.net(draft.currency()));
            taxSum = taxSum.plus(line.tax(draft.currency()));
        }
        insert.execute();
    }

    Invoice invoice(UUID invoiceId, InvoiceDraft draft, BillingDetails billedTo, OffsetDateTime issuedAt) {
        while (true) {
            // Somebody else's invoice may take the number meanwhile. Then nothing is inserted once that is committed,
            // and
            // the next try sees it.
            Optional<Invoice> issued = insert(invoiceId, draft, billedTo, issuedAt);
            if (issued.isPresent()) {
                return issued.get();
            }
        }
    }

    private Optional<Invoice> insert(
            UUID invoiceId, InvoiceDraft draft, BillingDetails billedTo, OffsetDateTime issuedAt) {
        InvoiceRecord row = new InvoiceRecord();
        row.setCustomerId(session.customerId());
        row.setInvoiceId(invoiceId);
        row.setLineCount(draft.lines().size());
        row.setCurrency(draft.currency().getCurrencyCode());
        row.setNet(draft.net().amount());
        row.setTax(draft.tax().amount());
        row.setIssuedAt(issuedAt);
        row.setDueAt(draft.dueAt().atOffset(ZoneOffset.UTC));
        row.setLegalName(billedTo.legalName());
        row.setAddress(billedTo.address());
        row.setCountry(billedTo.country());
        row.setTaxId(billedTo.taxId().orElse(null));
        row.setEmail(billedTo.email().value());
        row.setNote(draft.note());
        return session.dsl()
                .insertInto(INVOICE)
                .set(row)
                .onConflict(INVOICE.CUSTOMER_ID, INVOICE.NUMBER)
                .doNothing()
                .returning()
                .fetchOptional(InvoiceRow::invoice);
    }
}
