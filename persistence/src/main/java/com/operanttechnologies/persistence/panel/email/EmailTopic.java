package com.operanttechnologies.persistence.panel.email;

import java.util.Locale;

/** What an email to an account is about (PAN-9). */
public enum EmailTopic {
    /** What an action of the account or its Customer brings about: invitations, invoices, exports. Essential. */
    TRANSACTIONAL(true, true),
    /** Sign-ins, changed credentials, incidents. Essential. */
    SECURITY(true, true),
    /**
     * News of the products that the Customer uses. On by default: an existing relationship (2002/58/EC, article 13(2)).
     */
    PRODUCT_UPDATES(false, true),
    /** How to get more out of them. On by default for the same reason. */
    TIPS(false, true),
    /** Anything beyond. Off by default: it needs consent. */
    NEWSLETTER(false, false);

    private final boolean essential;
    private final boolean byDefault;

    EmailTopic(boolean essential, boolean byDefault) {
        this.essential = essential;
        this.byDefault = byDefault;
    }

    /** Whether it can't be opted out of, and needs no unsubscribe link. */
    public boolean essential() {
        return essential;
    }

    /** Whether an account that has chosen nothing receives it. */
    public boolean byDefault() {
        return byDefault;
    }

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EmailTopic of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
