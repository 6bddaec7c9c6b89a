package com.operanttechnologies.persistence.panel;

import java.util.Locale;

/** How the products look for an account: what the {@code ot-theme} cookie remembers (PAN-5). */
public enum Theme {
    /** Light on dark. */
    DARK,
    /** Dark on light. */
    LIGHT;

    String literal() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Theme of(String literal) {
        return valueOf(literal.toUpperCase(Locale.ROOT));
    }
}
