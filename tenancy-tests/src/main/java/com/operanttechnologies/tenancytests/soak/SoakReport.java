package com.operanttechnologies.tenancytests.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * What came of a soak.
 *
 * @param connectionsLeft connections that a session still held once all threads had ended
 */
record SoakReport(SoakRun run, Figures figures, Reckoning reckoning, int connectionsLeft) {

    /** Whether nothing crossed over, nothing was lost or doubled, and no error was a surprise. */
    boolean isClean() {
        return foreignRows() == 0
                && reckoning.lost() == 0
                && reckoning.doubled() == 0
                && reckoning.ghosts() == 0
                && connectionsLeft == 0
                && figures.unexpected.isEmpty();
    }

    private long foreignRows() {
        return figures.foreignRows.sum() + reckoning.foreign();
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(run.threads() + " threads, " + run.customers() + " Customers, a pool of " + run.pool() + ", "
                + run.length().toSeconds() + " s");
        lines.add("transactions " + figures.transactions.sum() + ", " + times(figures.transactionTimes));
        lines.add("reads " + figures.reads.sum() + ", " + times(figures.readTimes));
        lines.add("retried " + figures.retried.sum());
        figures.refused().forEach((kind, count) -> lines.add("refused " + kind + ": " + count));
        for (FaultKind kind : FaultKind.values()) {
            lines.add("fault " + kind + ": " + figures.faults(kind));
        }
        lines.add("commits in doubt " + reckoning.inDoubt() + ", of which carried out " + reckoning.inDoubtThere());
        lines.add("foreign rows " + foreignRows());
        lines.add("writes lost " + reckoning.lost() + ", doubled " + reckoning.doubled()
                + ", there though refused or rolled back " + reckoning.ghosts());
        lines.add("connections left " + connectionsLeft);
        lines.add("unexpected errors " + figures.unexpected.size());
        figures.unexpected.stream().limit(5).forEach(error -> lines.add("  " + error));
        return lines;
    }

    private static String times(Histogram microseconds) {
        return String.format(
                Locale.ROOT,
                "p50 %.1f ms, p99 %.1f ms, longest %.0f ms",
                microseconds.getValueAtPercentile(50) / 1000.0,
                microseconds.getValueAtPercentile(99) / 1000.0,
                microseconds.getMaxValue() / 1000.0);
    }
}
