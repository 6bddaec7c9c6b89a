package com.operanttechnologies.persistence.panel.billing;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.INVOICE;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.INVOICE_LINE;
import static org.jooq.impl.DSL.noCondition;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditEvent;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/**
 * The invoices of the session's Customer: numbered without gaps, and unchangeable once issued but for being settled. As
 * thread-bound as its session.
 */
public final class InvoiceRepository {

    private final TenantSession session;

    public InvoiceRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Issues an invoice to whom the billing profile names now. Two transactions that issue invoices to one Customer
     * wait for each other, so that no number is left out.
     *
     * @return the invoice, open
     * @throws NotFoundException when the Customer has no billing profile
     * @throws InvalidInputException when it would be due before it is issued
     */
    public Invoice issue(InvoiceDraft draft) {
        Instant issuedAt = session.clock().instant().truncatedTo(ChronoUnit.MICROS);
        if (draft.dueAt().isBefore(issuedAt)) {
            throw new InvalidInputException(
                    "An invoice must not be due before it is issued, at " + issuedAt + ", got " + draft.dueAt());
        }
        BillingDetails billedTo = new BillingProfileRepository(session)
                .find()
                .orElseThrow(() ->
                        new NotFoundException("The Customer has no billing profile; save one before the first invoice"))
                .details();
        UUID id = UuidCreator.getTimeOrderedEpoch();
        InvoiceWriting writing = new InvoiceWriting(session);
        writing.lines(id, draft);
        return writing.invoice(id, draft, billedTo, issuedAt.atOffset(ZoneOffset.UTC));
    }

    /** @throws NotFoundException when the Customer has no such invoice */
    public Invoice get(int number) {
        return session.dsl()
                .selectFrom(INVOICE)
                .where(INVOICE.NUMBER.eq(number))
                .fetchOptional(InvoiceRow::invoice)
                .orElseThrow(() -> notFound(number));
    }

    /**
     * The lines of an invoice, in their order: all of them, at most {@value InvoiceDraft#MOST_LINES}.
     *
     * @return nothing when the Customer has no such invoice
     */
    public List<InvoiceLine> lines(int number) {
        return session.dsl()
                .select(INVOICE_LINE)
                .from(INVOICE)
                .join(INVOICE_LINE)
                .on(INVOICE_LINE.CUSTOMER_ID.eq(INVOICE.CUSTOMER_ID))
                .and(INVOICE_LINE.INVOICE_ID.eq(INVOICE.INVOICE_ID))
                .and(INVOICE_LINE.POSITION.le(INVOICE.LINE_COUNT))
                .where(INVOICE.NUMBER.eq(number))
                .orderBy(INVOICE_LINE.POSITION)
                .fetch(row -> InvoiceRow.line(row.value1()));
    }

    /** Lists all invoices, the newest first. */
    public Page<Invoice, InvoiceCursor> list(PageRequest<InvoiceCursor> request) {
        return list(noCondition(), request);
    }

    /** Lists those in a state, the newest first. */
    public Page<Invoice, InvoiceCursor> listByState(InvoiceState state, PageRequest<InvoiceCursor> request) {
        return list(INVOICE.STATE.eq(state.literal()), request);
    }

    /**
     * Settles an open invoice, for good. Audited as {@code invoice.paid}, {@code invoice.void} or {@code
     * invoice.uncollectible}.
     *
     * @param expectedVersion {@link Invoice#version()} as it was read
     * @param outcome anything but open
     * @throws InvalidInputException when the outcome is open, or the invoice isn't
     * @throws NotFoundException when the Customer has no such invoice
     * @throws ConflictException when it was settled meanwhile
     */
    public Invoice settle(int number, long expectedVersion, InvoiceState outcome, AuditCause cause) {
        CardNumbers.refuse("Reason", cause.reason());
        if (outcome == InvoiceState.OPEN) {
            throw new InvalidInputException(
                    "An invoice is open until it is settled; settle it as paid, void or" + " uncollectible");
        }
        Invoice settled = session.dsl()
                .update(INVOICE)
                .set(INVOICE.STATE, outcome.literal())
                .set(INVOICE.SETTLED_AT, session.clock().instant().atOffset(ZoneOffset.UTC))
                .set(INVOICE.VERSION, INVOICE.VERSION.plus(1))
                .where(
                        INVOICE.NUMBER.eq(number),
                        INVOICE.VERSION.eq(expectedVersion),
                        INVOICE.STATE.eq(InvoiceState.OPEN.literal()))
                .returning()
                .fetchOptional(InvoiceRow::invoice)
                .orElseThrow(() -> whyNotSettled(number, expectedVersion));
        new AuditLog(session)
                .append(AuditEvent.of("invoice." + outcome.literal(), "invoice", String.valueOf(number), cause));
        return settled;
    }

    private RuntimeException whyNotSettled(int number, long expectedVersion) {
        Optional<Invoice> current = session.dsl()
                .selectFrom(INVOICE)
                .where(INVOICE.NUMBER.eq(number))
                .fetchOptional(InvoiceRow::invoice);
        if (current.isPresent() && current.get().version() == expectedVersion) {
            return new InvalidInputException("Invoice " + number + " is "
                    + current.get().state().literal() + " for good; issue another one or a credit");
        }
        return OptimisticLock.missed(
                "Invoice " + number,
                expectedVersion,
                current.map(Invoice::version).orElse(null),
                () -> notFound(number));
    }

    private Page<Invoice, InvoiceCursor> list(Condition which, PageRequest<InvoiceCursor> request) {
        Condition after = request.after()
                .map(cursor -> INVOICE.NUMBER.lt(cursor.number()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(INVOICE)
                        .where(which, after)
                        .orderBy(INVOICE.NUMBER.desc())
                        .limit(request.fetchSize())
                        .fetch(InvoiceRow::invoice),
                request,
                invoice -> new InvoiceCursor(invoice.number()));
    }

    private static NotFoundException notFound(int number) {
        return new NotFoundException("The Customer has no invoice " + number + "; list its invoices to see which");
    }
}
