package com.operanttechnologies.persistence.monitoring;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a database of this JVM has done since it was opened. Counts only grow, so a metrics library takes them as
 * counters. Immutable; the counts are read one after another, so under load they may differ by the sessions of that
 * moment.
 *
 * @param pool the pool now
 * @param reads sessions of {@code read}
 * @param transactions sessions of {@code transact}, {@code execute} and {@code commit}
 * @param gatewayCalls calls before a Customer is known
 * @param binds tokens that the database verified: one for each statement of a read, one for each transaction
 * @param failures sessions and calls that ended in an error of the layer, by SQLState; what is not an error, such as a
 *     row that isn't there (02000) or another's change (40001), is among them as well
 * @param unavailable how many of the failures were an {@code UnavailableException}
 * @param tokenRefusals how many were a {@code NoScopeException}: compare clocks and signing keys when this grows
 * @param inDoubt how many lost their connection during the commit, SQLState 08007
 * @param busiest Customers with the most sessions, the busiest first; at most 10
 * @param standby what the standby has answered; empty when the configuration names none
 */
public record DatabaseMetrics(
        PoolState pool,
        long reads,
        long transactions,
        long gatewayCalls,
        long binds,
        Map<String, Long> failures,
        long unavailable,
        long tokenRefusals,
        long inDoubt,
        List<BusyCustomer> busiest,
        Optional<StandbyMetrics> standby) {

    /** Takes copies. */
    public DatabaseMetrics {
        failures = Map.copyOf(failures);
        busiest = List.copyOf(busiest);
    }
}
