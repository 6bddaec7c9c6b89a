package com.operanttechnologies.migrations.plan;

import com.operanttechnologies.migrations.gate.GateReport;
import java.time.Duration;
import java.util.Locale;

/** A plan as a text for people. */
final class PlanText {

    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

    private final StringBuilder text = new StringBuilder();

    private PlanText() {}

    static String of(MigrationPlan plan) {
        PlanText text = new PlanText();
        for (String refusal : plan.refusals()) {
            text.line("REFUSED " + refusal);
        }
        text.line(
                switch (plan.migrations().size()) {
                    case 0 -> "No migration is pending.";
                    case 1 -> "1 migration is pending.";
                    default -> plan.migrations().size() + " migrations are pending.";
                });
        plan.migrations().forEach(text::migration);
        if (plan.stopped() != null) {
            text.line("").line("STOPPED The rehearsal was " + plan.stopped() + ".");
        } else if (!plan.migrations().isEmpty()) {
            text.line("").line("All that was run is rolled back.");
        }
        return text.text.toString().stripTrailing();
    }

    private PlanText line(String line) {
        text.append(line).append('\n');
        return this;
    }

    private void migration(MigrationEffect migration) {
        line("");
        line((migration.version().isEmpty() ? "" : "V" + migration.version() + " ") + migration.description() + "  ("
                + migration.script() + ")");
        if (migration.notRehearsed() != null) {
            line("  NOT REHEARSED " + migration.notRehearsed());
        }
        migration.statements().forEach(this::statement);
        if (migration.failure() != null) {
            line("  FAILED " + migration.failure().replace("\n", "\n         "));
        }
        for (MigrationEffect.Wait wait : migration.waits()) {
            line("  WAIT " + wait.lock().meaning() + ": " + wait.name() + ", " + size(wait.bytes()) + ", for "
                    + seconds(wait.lasts()));
        }
        GateReport gate = migration.gate();
        if (gate != null) {
            line("  gate, " + seconds(migration.gateTook()) + ": "
                    + gate.toString().stripTrailing().replace("\n", "\n    "));
        }
    }

    private void statement(StatementEffect statement) {
        Duration took = statement.took();
        line("  line " + statement.line() + (took == null ? ", not run" : ", " + seconds(took)));
        statement.sql().strip().lines().forEach(line -> line("      " + line));
        statement.relations().forEach(this::relation);
    }

    private void relation(RelationEffect relation) {
        StringBuilder told = new StringBuilder("    - ")
                .append(relation.lock() == null ? "locked already" : relation.lock())
                .append(" on ")
                .append(relation.name());
        if (relation.kind().equals("partitions")) {
            told.append(" (").append(relation.count()).append(" partitions)");
        } else if (!relation.kind().equals("table")) {
            told.append(" (").append(relation.kind()).append(')');
        }
        if (relation.bytes() > 0) {
            told.append(", ").append(size(relation.bytes()));
        }
        if (relation.rows() >= 0 && !relation.kind().equals("view")) {
            told.append(", ~").append(relation.rows()).append(" rows");
        }
        told.append(relation.rewritten() ? "; REWRITTEN" : "")
                .append(relation.emptied() ? "; EMPTIED" : "")
                .append(relation.dropped() ? "; DROPPED" : "")
                .append(relation.rowsRead() > 0 ? "; reads " + relation.rowsRead() + " rows" : "")
                .append(relation.rowsWritten() > 0 ? "; writes " + relation.rowsWritten() + " rows" : "");
        line(told.toString());
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f s", duration.toNanos() / 1e9);
    }

    private static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        while (size >= 10_240 && unit < UNITS.length - 1) {
            size /= 1024;
            unit++;
        }
        return Math.round(size) + " " + UNITS[unit];
    }
}
