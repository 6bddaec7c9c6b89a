package com.operanttechnologies.persistence.internal.pool;

/** Which logins a pool is for. */
public enum LoginKind {
    /** The application's. */
    APPLICATION("operant_runtime", "runtime|worker", "operant_runtime, or operant_worker"),
    /** One person's of support, who reads under a grant. */
    SUPPORT("operant_support", "support", "operant_support");

    private final String group;
    private final String allowed;
    private final String remedy;

    LoginKind(String group, String allowed, String remedy) {
        this.group = group;
        this.allowed = allowed;
        this.remedy = remedy;
    }

    /** The role that it has to be a member of. */
    String group() {
        return group;
    }

    /** Roles of the layer that it may be a member of: a regular expression of what follows {@code operant_}. */
    String allowed() {
        return allowed;
    }

    /** What to take instead of a login that is refused. */
    String remedy() {
        return remedy;
    }
}
