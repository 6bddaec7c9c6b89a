package com.operanttechnologies.migrations.cli;

import com.operanttechnologies.migrations.AppliedMigration;
import com.operanttechnologies.migrations.gate.GateReport;
import java.util.List;

/**
 * How a database stands.
 *
 * @param server which server and database
 * @param others who migrates it at the moment
 * @param migrations in the order of versions
 * @param faults of what was applied
 * @param gate what breaks a rule
 */
record Status(
        String server, List<String> others, List<AppliedMigration> migrations, List<String> faults, GateReport gate) {

    long applied() {
        return migrations.stream()
                .filter(migration -> migration.appliedAt() != null)
                .count();
    }

    long pending() {
        return migrations.size() - applied();
    }
}
