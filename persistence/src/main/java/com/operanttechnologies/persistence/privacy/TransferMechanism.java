package com.operanttechnologies.persistence.privacy;

import java.util.Locale;

/** What the transfer of a Customer's data to where it is processed rests upon. */
public enum TransferMechanism {
    /** Nothing is transferred: the Customer is established where its data is processed. */
    NONE,
    /** A decision of adequacy, such as the EU-U.S. Data Privacy Framework. */
    ADEQUACY,
    /** Standard contractual clauses. */
    STANDARD_CLAUSES,
    /** Binding corporate rules. */
    BINDING_RULES,
    /** A derogation for a specific situation. */
    DEROGATION;

    String column() {
        return name().toLowerCase(Locale.ROOT);
    }

    static TransferMechanism of(String column) {
        return valueOf(column.toUpperCase(Locale.ROOT));
    }
}
