package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.money.Money;

/**
 * A line of an invoice, as the database computed it.
 *
 * @param position 1, 2, 3… in its invoice
 * @param net of this line
 * @param tax of this line
 */
public record InvoiceLine(int position, LineItem item, Money net, Money tax) {}
