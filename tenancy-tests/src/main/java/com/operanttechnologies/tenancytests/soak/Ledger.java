package com.operanttechnologies.tenancytests.soak;

import java.io.ByteArrayOutputStream;

/** What one worker was told of each of its writes, by their numbers. For its own thread until it has ended. */
final class Ledger {

    /** What the layer said. */
    enum Told {
        /** It returned, so the row has to be there, once. */
        ACKNOWLEDGED,
        /** It said that nothing was committed, so the row may not be there. */
        REFUSED,
        /** It said that it doesn't know. */
        IN_DOUBT
    }

    private static final Told[] VALUES = Told.values();

    // A byte a write: there are millions in a long run.
    private final ByteArrayOutputStream writes = new ByteArrayOutputStream();

    /** The number of the next write. */
    int next() {
        return writes.size();
    }

    void note(Told told) {
        writes.write(told.ordinal());
    }

    Told[] all() {
        byte[] noted = writes.toByteArray();
        Told[] told = new Told[noted.length];
        for (int i = 0; i < noted.length; i++) {
            told[i] = VALUES[noted[i]];
        }
        return told;
    }
}
