package com.operanttechnologies.migrations.plan;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code migrate} would do to a database, found out without changing it. Immutable; {@link #toString()} is all of
 * it as a text for people.
 *
 * @param refusals why {@code migrate} would not begin: what was applied is not what this module holds
 * @param migrations the pending ones, in their order; those behind a failure or a stop were not run
 * @param stopped why the rehearsal was given up; null where it wasn't
 */
public record MigrationPlan(
        List<String> refusals,
        List<MigrationEffect> migrations,
        @Nullable String stopped) {

    public MigrationPlan {
        refusals = List.copyOf(refusals);
        migrations = List.copyOf(migrations);
    }

    /** Whether a statement failed, or {@code migrate} would not begin. */
    public boolean failed() {
        return !refusals.isEmpty() || migrations.stream().anyMatch(migration -> migration.failure() != null);
    }

    /** Whether the gate would roll one back, whichever rules are accepted, or all could not be rehearsed in time. */
    public boolean isRefusedExcept(Set<String> accepted) {
        return stopped != null
                || migrations.stream()
                        .anyMatch(migration ->
                                migration.gate() != null && !migration.gate().passedExcept(accepted));
    }

    @Override
    public String toString() {
        return PlanText.of(this);
    }
}
