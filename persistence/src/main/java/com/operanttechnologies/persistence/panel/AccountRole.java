package com.operanttechnologies.persistence.panel;

import java.util.Locale;

/** What an account may do at its Customer (PAN-6). */
public enum AccountRole {
    /** Everything, and answers for the Customer. */
    OWNER,
    /** Administers accounts and settings. */
    ADMIN,
    /** Works with the products. */
    MEMBER,
    /** Looks only. */
    VIEWER;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AccountRole of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
