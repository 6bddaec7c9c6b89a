package com.operanttechnologies.migrations.local;

/** The roles that a throw-away database hands out a login for. */
public enum DatabaseRole {
    /** Applies migrations, as {@code operant_owner}. */
    MIGRATOR("operant_migrator"),
    /** Serves requests: what the application's pool connects as. */
    RUNTIME("operant_runtime"),
    /** Serves requests, and learns whose work is due: what a background worker connects as. */
    WORKER("operant_worker"),
    /** Reads the current signing key. */
    SIGNER("operant_signer"),
    /** Runs lifecycle jobs. */
    OPERATOR("operant_operator"),
    /** Reads one Customer under a grant. */
    SUPPORT("operant_support"),
    /** Reads audit and billing. */
    AUDITOR("operant_auditor"),
    /** Reads aggregates. */
    ANALYTICS("operant_analytics");

    private final String group;

    DatabaseRole(String group) {
        this.group = group;
    }

    /** The role of the cluster that such a login is a member of. */
    public String group() {
        return group;
    }
}
