package com.operanttechnologies.persistence.monitoring;

import java.util.Map;

/**
 * What a standby has answered since the opening. Counts only grow. Immutable.
 *
 * @param pool the connections to it now
 * @param answered reads that it has answered; they are among {@code DatabaseMetrics.reads} as well
 * @param fallbacks how often it was asked and didn't answer, by SQLState: {@code OP425} it was behind, {@code OP426} it
 *     is no standby, {@code 08001} it was down or busy, {@code 40001} it gave up a query that was in the way of its
 *     replay, {@code 42501} it didn't know a key or a grant yet
 */
public record StandbyMetrics(PoolState pool, long answered, Map<String, Long> fallbacks) {

    /** Takes a copy. */
    public StandbyMetrics {
        fallbacks = Map.copyOf(fallbacks);
    }
}
