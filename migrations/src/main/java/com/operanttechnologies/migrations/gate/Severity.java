package com.operanttechnologies.migrations.gate;

/** What follows from a finding. */
public enum Severity {
    /** Customers are not kept apart, or would not be after one more mistake: a migration fails. */
    ERROR,
    /** Good practice that isolation doesn't depend on: told, and nothing fails. */
    ADVICE
}
