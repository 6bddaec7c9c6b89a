package com.operanttechnologies.persistence.internal.monitoring;

import com.operanttechnologies.persistence.monitoring.BusyCustomer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The Customers with the most sessions, in memory that doesn't grow with the Customers: Space-Saving (Metwally, Agrawal
 * and El Abbadi, 2005). Who isn't counted yet takes over the counter of the one with the fewest, and its count as the
 * most that may be wrong; whoever has more than a {@link #COUNTERS}th of all sessions is counted for certain.
 *
 * <p>Safe for use by several threads.
 */
final class BusiestCustomers {

    static final int COUNTERS = 64;

    // Not synchronized: a virtual thread would hold its carrier.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, Counter> counters = new HashMap<>();

    void count(UUID customer) {
        lock.lock();
        try {
            Counter counter = counters.get(customer);
            if (counter == null) {
                counter = counters.size() < COUNTERS ? new Counter(0) : takenOver();
                counters.put(customer, counter);
            }
            counter.sessions++;
        } finally {
            lock.unlock();
        }
    }

    List<BusyCustomer> top(int most) {
        List<BusyCustomer> all = new ArrayList<>();
        lock.lock();
        try {
            counters.forEach(
                    (customer, counter) -> all.add(new BusyCustomer(customer, counter.sessions, counter.overcount)));
        } finally {
            lock.unlock();
        }
        return all.stream()
                .sorted(Comparator.comparingLong(BusyCustomer::sessions).reversed())
                .limit(most)
                .toList();
    }

    private Counter takenOver() {
        Map.Entry<UUID, Counter> fewest = null;
        for (Map.Entry<UUID, Counter> entry : counters.entrySet()) {
            if (fewest == null || entry.getValue().sessions < fewest.getValue().sessions) {
                fewest = entry;
            }
        }
        if (fewest == null) {
            return new Counter(0);
        }
        counters.remove(fewest.getKey());
        return new Counter(fewest.getValue().sessions);
    }

    private static final class Counter {

        private final long overcount;
        private long sessions;

        Counter(long takenOver) {
            this.overcount = takenOver;
            this.sessions = takenOver;
        }
    }
}
