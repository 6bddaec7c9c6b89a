/**
 * Billing (PAN-7): subscriptions, invoices and what the payment processor calls them; never card data. Amounts are
 * exact, and the database refuses totals that aren't the sum of their lines.
 *
 * <p>A repository belongs to the session it was made with. No argument or result is null. Administrative changes are
 * recorded in the audit log, in the same transaction.
 */
@NullMarked
package com.operanttechnologies.persistence.panel.billing;

import org.jspecify.annotations.NullMarked;
