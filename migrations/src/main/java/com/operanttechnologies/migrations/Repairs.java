package com.operanttechnologies.migrations;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.flywaydb.core.api.MigrationInfo;

/** What Flyway's repair does to a history, told before it does it. */
final class Repairs {

    private Repairs() {}

    static List<String> of(MigrationInfo[] migrations) {
        List<String> steps = new ArrayList<>();
        for (MigrationInfo migration : migrations) {
            String script = migration.getScript();
            if (migration.getState().isFailed()) {
                steps.add(script + ": forgets that it failed, so that it is pending again");
            } else if (migration.getState().isApplied() && migration.getResolvedChecksum() != null) {
                compare(steps, script, "checksum", migration.getAppliedChecksum(), migration.getResolvedChecksum());
                compare(
                        steps,
                        script,
                        "description",
                        migration.getAppliedDescription(),
                        migration.getResolvedDescription());
            }
        }
        return steps;
    }

    private static void compare(List<String> steps, String script, String what, Object applied, Object file) {
        if (!Objects.equals(applied, file)) {
            steps.add(script + ": takes the file's " + what + " " + file + ", where " + applied
                    + " was applied; nothing is run");
        }
    }
}
