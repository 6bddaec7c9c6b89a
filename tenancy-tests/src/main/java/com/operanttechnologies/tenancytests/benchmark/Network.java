package com.operanttechnologies.tenancytests.benchmark;

import java.time.Duration;

/** How far the server is. */
enum Network {
    LOOPBACK("loopback"),
    /** As far as another machine in another zone of one region. */
    NEAR("0.5 ms away");

    static final Duration DELAY = Duration.ofNanos(500_000);

    private final String label;

    Network(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
