package com.operanttechnologies.migrations.gate;

import java.util.Objects;

/**
 * A rule that could not be checked: neither passed nor broken.
 *
 * @param rule the rule
 * @param reason what was missing, and who could see it
 */
public record Unchecked(Rule rule, String reason) {

    public Unchecked {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(reason, "reason");
    }
}
