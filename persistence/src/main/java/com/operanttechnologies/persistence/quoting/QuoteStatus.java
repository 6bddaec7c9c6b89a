package com.operanttechnologies.persistence.quoting;

/** Where a quote is in its life: that of its current revision. */
public enum QuoteStatus {
    /** Being worked on; has no number before it is sent for the first time. */
    DRAFT,
    /** Out to its recipient, who hasn't decided yet. */
    SENT,
    /** Final. */
    ACCEPTED,
    /** Can be revised. */
    DECLINED,
    /** Its last day went by before its recipient decided; can be revised. */
    EXPIRED,
    /** Taken back before its recipient decided; can be revised. */
    WITHDRAWN
}
