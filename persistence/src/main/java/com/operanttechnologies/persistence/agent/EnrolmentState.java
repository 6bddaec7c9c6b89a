package com.operanttechnologies.persistence.agent;

import java.util.Locale;

/** Whether a contact is in a sequence. All but {@link #ACTIVE} are final. */
public enum EnrolmentState {
    /** Has messages to come, or had them: it becomes completed only when the contact is enrolled anew. */
    ACTIVE,
    /** None of its messages was to come any more when the contact was enrolled anew. */
    COMPLETED,
    /** Ended before its time. */
    CANCELLED;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EnrolmentState of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
