package com.operanttechnologies.migrations;

import java.time.Instant;
import org.flywaydb.core.api.MigrationInfo;
import org.jspecify.annotations.Nullable;

/**
 * A migration, and whether it was applied.
 *
 * @param version its version, such as {@code 002}; empty for one that is repeated whenever it changes
 * @param description what its file's name says
 * @param state such as {@code Success} or {@code Pending}
 * @param appliedAt when; null while it is pending
 * @param appliedBy as which role; null while it is pending
 */
public record AppliedMigration(
        String version,
        String description,
        String state,
        @Nullable Instant appliedAt,
        @Nullable String appliedBy) {

    static AppliedMigration of(MigrationInfo info) {
        return new AppliedMigration(
                info.getVersion() == null ? "" : info.getVersion().toString(),
                info.getDescription(),
                info.getState().getDisplayName(),
                info.getInstalledOn() == null ? null : info.getInstalledOn().toInstant(),
                info.getInstalledBy());
    }
}
