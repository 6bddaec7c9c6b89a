package com.operanttechnologies.tenancytests.network;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** What has travelled on all connections of one proxy since it was last reset. Safe for use by several threads. */
final class Traffic {

    private final AtomicLong roundTrips = new AtomicLong();
    private final AtomicLong directionChanges = new AtomicLong();
    private final AtomicLongArray messages = new AtomicLongArray(FrontendMessage.values().length);

    void roundTrip() {
        roundTrips.incrementAndGet();
    }

    void directionChange() {
        directionChanges.incrementAndGet();
    }

    void message(FrontendMessage message) {
        messages.incrementAndGet(message.ordinal());
    }

    long roundTrips() {
        return roundTrips.get();
    }

    long directionChanges() {
        return directionChanges.get();
    }

    long messages(FrontendMessage message) {
        return messages.get(message.ordinal());
    }

    void reset() {
        roundTrips.set(0);
        directionChanges.set(0);
        Arrays.stream(FrontendMessage.values()).forEach(message -> messages.set(message.ordinal(), 0));
    }
}
