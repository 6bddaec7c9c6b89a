package com.operanttechnologies.tenancytests.plans;

/** How a statement comes to its plan. */
public enum Situation {
    /** For the values of a Customer who has half of all rows. */
    LARGE("force_custom_plan", "half of all rows"),
    /** For the values of one of thousands who share the other half. */
    SMALL("force_custom_plan", "a few rows"),
    /** For any values, as PostgreSQL may plan from the sixth execution on. */
    GENERIC("force_generic_plan", "generic plan");

    private final String mode;
    private final String words;

    Situation(String mode, String words) {
        this.mode = mode;
        this.words = words;
    }

    /** A value of {@code plan_cache_mode}. */
    String mode() {
        return mode;
    }

    @Override
    public String toString() {
        return words;
    }
}
