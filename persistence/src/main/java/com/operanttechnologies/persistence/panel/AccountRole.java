package com.operanttechnologies.persistence.panel;

import java.util.Locale;

/** What an account may do at its Customer (PAN-6). From the most to the least: each includes those after it. */
public enum AccountRole {
    /** Everything, and answers for the Customer. */
    OWNER,
    /** Administers accounts and settings. */
    ADMIN,
    /** Works with the products. */
    MEMBER,
    /** Looks only. */
    VIEWER;

    /** Whether who has this role may do all that another one may: an owner's includes every role, and each its own. */
    public boolean includes(AccountRole other) {
        return compareTo(other) <= 0;
    }

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static AccountRole of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
