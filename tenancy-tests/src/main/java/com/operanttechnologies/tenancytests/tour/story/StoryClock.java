package com.operanttechnologies.tenancytests.tour.story;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The layer's clock in the story: the machine's, and ahead of it by what the story has skipped. */
public final class StoryClock extends Clock {

    private volatile Duration ahead = Duration.ZERO;

    /** Skips some time. */
    public void pass(Duration time) {
        ahead = ahead.plus(time);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
