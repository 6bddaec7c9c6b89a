package com.operanttechnologies.migrations.gate;

import java.util.Objects;

/**
 * One thing that breaks a rule.
 *
 * @param rule the rule that it breaks
 * @param object what breaks it, such as {@code relay.screen}, as SQL names it
 * @param found what is so, in words
 * @param mend SQL that mends it, as a superuser or as the object's owner; several statements are possible, and a
 *     comment where no SQL can
 */
public record Finding(Rule rule, String object, String found, String mend) {

    public Finding {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(mend, "mend");
    }

    /** Whether a migration fails by it. */
    public boolean isError() {
        return rule.severity() == Severity.ERROR;
    }
}
