package com.operanttechnologies.persistence;

import java.time.Clock;

/** Gives a layer a wrong clock to date its tokens by, which only this package can. */
public final class TokenClocks {

    private TokenClocks() {}

    /** The same settings, with this clock in place of the system's. */
    public static PersistenceConfig.Builder set(PersistenceConfig.Builder settings, Clock clock) {
        return settings.tokenClock(clock);
    }
}
