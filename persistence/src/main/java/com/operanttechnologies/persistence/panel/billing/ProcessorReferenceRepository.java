package com.operanttechnologies.persistence.panel.billing;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.PROCESSOR_CUSTOMER;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.PROCESSOR_PAYMENT;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.PROCESSOR_SUBSCRIPTION;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What payment processors call the session's Customer, its subscriptions and its payments. Each reference is recorded
 * once: a processor that reports something again changes nothing. As thread-bound as its session.
 *
 * <p>References are this Customer's own. A processor's message reaches a Customer by the Customer's id that the
 * application has given to the processor, not by a search through all Customers.
 */
public final class ProcessorReferenceRepository {

    /** References on the longest list. */
    public static final int LARGEST_LIST = 200;

    private final TenantSession session;

    public ProcessorReferenceRepository(TenantSession session) {
        this.session = session;
    }

    /** Records what a processor calls the Customer; false when that was recorded before. */
    public boolean recordCustomer(ProcessorReference reference) {
        return session.dsl()
                        .insertInto(PROCESSOR_CUSTOMER)
                        .set(PROCESSOR_CUSTOMER.CUSTOMER_ID, session.customerId())
                        .set(PROCESSOR_CUSTOMER.PROCESSOR, reference.processor())
                        .set(PROCESSOR_CUSTOMER.REFERENCE, reference.reference())
                        .set(PROCESSOR_CUSTOMER.CREATED_AT, now())
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /**
     * Records what a processor calls a subscription; false when that reference was recorded before, for whichever.
     *
     * @throws InvalidInputException when the Customer has no such subscription
     */
    public boolean recordSubscription(UUID subscriptionId, ProcessorReference reference) {
        return session.dsl()
                        .insertInto(PROCESSOR_SUBSCRIPTION)
                        .set(PROCESSOR_SUBSCRIPTION.CUSTOMER_ID, session.customerId())
                        .set(PROCESSOR_SUBSCRIPTION.PROCESSOR, reference.processor())
                        .set(PROCESSOR_SUBSCRIPTION.REFERENCE, reference.reference())
                        .set(PROCESSOR_SUBSCRIPTION.SUBSCRIPTION_ID, subscriptionId)
                        .set(PROCESSOR_SUBSCRIPTION.CREATED_AT, now())
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /**
     * Records what a processor calls a payment of an invoice, named by its id; false when that reference was recorded
     * before, for whichever.
     *
     * @throws InvalidInputException when the Customer has no such invoice
     */
    public boolean recordPayment(UUID invoiceId, ProcessorReference reference) {
        return session.dsl()
                        .insertInto(PROCESSOR_PAYMENT)
                        .set(PROCESSOR_PAYMENT.CUSTOMER_ID, session.customerId())
                        .set(PROCESSOR_PAYMENT.PROCESSOR, reference.processor())
                        .set(PROCESSOR_PAYMENT.REFERENCE, reference.reference())
                        .set(PROCESSOR_PAYMENT.INVOICE_ID, invoiceId)
                        .set(PROCESSOR_PAYMENT.CREATED_AT, now())
                        .onConflictDoNothing()
                        .execute()
                > 0;
    }

    /** What processors call the Customer, by processor and reference; at most {@value #LARGEST_LIST}. */
    public List<ProcessorReference> customer() {
        return session.dsl()
                .selectFrom(PROCESSOR_CUSTOMER)
                .orderBy(PROCESSOR_CUSTOMER.PROCESSOR, PROCESSOR_CUSTOMER.REFERENCE)
                .limit(LARGEST_LIST)
                .fetch(row -> new ProcessorReference(row.getProcessor(), row.getReference()));
    }

    /** The subscription that a processor calls so. */
    public Optional<UUID> findSubscription(ProcessorReference reference) {
        return session.dsl()
                .select(PROCESSOR_SUBSCRIPTION.SUBSCRIPTION_ID)
                .from(PROCESSOR_SUBSCRIPTION)
                .where(
                        PROCESSOR_SUBSCRIPTION.PROCESSOR.eq(reference.processor()),
                        PROCESSOR_SUBSCRIPTION.REFERENCE.eq(reference.reference()))
                .fetchOptional(PROCESSOR_SUBSCRIPTION.SUBSCRIPTION_ID);
    }

    /** The id of the invoice that a payment, which a processor calls so, was for. */
    public Optional<UUID> findPayment(ProcessorReference reference) {
        return session.dsl()
                .select(PROCESSOR_PAYMENT.INVOICE_ID)
                .from(PROCESSOR_PAYMENT)
                .where(
                        PROCESSOR_PAYMENT.PROCESSOR.eq(reference.processor()),
                        PROCESSOR_PAYMENT.REFERENCE.eq(reference.reference()))
                .fetchOptional(PROCESSOR_PAYMENT.INVOICE_ID);
    }

    /** What processors call the payments of an invoice, by processor and reference; at most {@value #LARGEST_LIST}. */
    public List<ProcessorReference> payments(UUID invoiceId) {
        return session.dsl()
                .selectFrom(PROCESSOR_PAYMENT)
                .where(PROCESSOR_PAYMENT.INVOICE_ID.eq(invoiceId))
                .orderBy(PROCESSOR_PAYMENT.PROCESSOR, PROCESSOR_PAYMENT.REFERENCE)
                .limit(LARGEST_LIST)
                .fetch(row -> new ProcessorReference(row.getProcessor(), row.getReference()));
    }

    private OffsetDateTime now() {
        return session.clock().instant().atOffset(ZoneOffset.UTC);
    }
}
