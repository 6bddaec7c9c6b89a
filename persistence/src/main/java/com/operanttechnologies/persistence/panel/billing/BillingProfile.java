package com.operanttechnologies.persistence.panel.billing;

import java.time.Instant;

/**
 * Whom a Customer's next invoices are made out to.
 *
 * @param updatedAt microseconds
 * @param version optimistic lock: what the next change expects
 */
public record BillingProfile(BillingDetails details, Instant updatedAt, long version) {}
