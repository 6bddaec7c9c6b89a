package com.operanttechnologies.persistence.panel.billing;

import java.util.Locale;

/** Where an invoice stands: open, then one of the others for good. */
public enum InvoiceState {
    /** To be paid. */
    OPEN,
    /** Paid in full. */
    PAID,
    /** Issued by mistake; it keeps its number. */
    VOID,
    /** Given up. */
    UNCOLLECTIBLE;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static InvoiceState of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
