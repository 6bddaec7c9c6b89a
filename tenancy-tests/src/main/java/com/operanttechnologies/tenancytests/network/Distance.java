package com.operanttechnologies.tenancytests.network;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** How far away the server seems. Safe for use by several threads. */
final class Distance {

    /** The operating system may wake a thread this much late, so the rest is waited for awake. */
    private static final long LATE_NANOS = 100_000;

    private volatile long nanos;

    void set(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("A delay must be zero or longer, is " + delay);
        }
        nanos = delay.toNanos();
    }

    /** Returns when the delay has passed, within some microseconds. */
    void cover() {
        long delay = nanos;
        if (delay == 0) {
            return;
        }
        long arrival = System.nanoTime() + delay;
        long left = delay;
        while (left > 0) {
            if (left > LATE_NANOS) {
                LockSupport.parkNanos(left - LATE_NANOS);
            } else {
                Thread.onSpinWait();
            }
            left = arrival - System.nanoTime();
        }
    }
}
