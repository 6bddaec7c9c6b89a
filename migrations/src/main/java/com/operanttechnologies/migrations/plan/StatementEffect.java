package com.operanttechnologies.migrations.plan;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a migration, and what it did in the rehearsal.
 *
 * @param line of its script, where it begins
 * @param sql its text
 * @param took how long; null where it was not run
 * @param relations what it did to relations that were there before
 */
public record StatementEffect(
        int line, String sql, @Nullable Duration took, List<RelationEffect> relations) {

    public StatementEffect {
        relations = List.copyOf(relations);
    }
}
