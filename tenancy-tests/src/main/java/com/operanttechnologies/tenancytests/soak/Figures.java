package com.operanttechnologies.tenancytests.soak;

import com.operanttechnologies.persistence.error.TenancyException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What is counted while a soak runs. Safe for use by several threads. */
final class Figures {

    final LongAdder transactions = new LongAdder();
    final LongAdder reads = new LongAdder();
    final LongAdder retried = new LongAdder();
    final LongAdder foreignRows = new LongAdder();
    /** Microseconds of what succeeded, the wait for a connection included. */
    final Histogram readTimes = new ConcurrentHistogram(3);

    final Histogram transactionTimes = new ConcurrentHistogram(3);
    /** Errors that no fault explains. */
    final Queue<Throwable> unexpected = new ConcurrentLinkedQueue<>();

    private final Map<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final Map<FaultKind, LongAdder> faults = new EnumMap<>(FaultKind.class);

    Figures() {
        for (FaultKind kind : FaultKind.values()) {
            faults.put(kind, new LongAdder());
        }
    }

    void refused(TenancyException told) {
        refused.computeIfAbsent(told.getClass().getSimpleName() + " " + told.sqlState(), first -> new LongAdder())
                .increment();
    }

    Map<String, Long> refused() {
        Map<String, Long> counts = new TreeMap<>();
        refused.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }

    void fault(FaultKind kind) {
        faultCount(kind).increment();
    }

    long faults(FaultKind kind) {
        return faultCount(kind).sum();
    }

    private LongAdder faultCount(FaultKind kind) {
        return Objects.requireNonNull(faults.get(kind));
    }
}
