package com.operanttechnologies.persistence.panel.billing;

/**
 * A place in a list of invoices.
 *
 * @param number of the last one of the page before
 */
public record InvoiceCursor(int number) {}
