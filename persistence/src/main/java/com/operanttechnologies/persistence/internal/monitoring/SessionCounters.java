package com.operanttechnologies.persistence.internal.monitoring;

import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.monitoring.DatabaseMetrics;
import com.operanttechnologies.persistence.monitoring.PoolState;
import com.operanttechnologies.persistence.monitoring.StandbyMetrics;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Counts the sessions of one database. Safe for use by several threads. */
public final class SessionCounters {

    /** Of a commit of which nobody knows whether it was carried out. */
    public static final String IN_DOUBT = "08007";

    private static final int BUSIEST = 10;
    /** A team's own errors may carry what SQLState they like, and memory is not theirs to fill. */
    private static final int STATES = 256;

    private static final String ANY_OTHER = "other";

    private final LongAdder reads = new LongAdder();
    private final LongAdder transactions = new LongAdder();
    private final LongAdder gatewayCalls = new LongAdder();
    private final LongAdder binds = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder tokenRefusals = new LongAdder();
    private final LongAdder inDoubt = new LongAdder();
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final LongAdder standbyAnswers = new LongAdder();
    private final Map<String, LongAdder> fallbacks = new ConcurrentHashMap<>();
    private final BusiestCustomers customers = new BusiestCustomers();

    /** A read of a Customer's begins. */
    public void read(UUID customer) {
        reads.increment();
        customers.count(customer);
    }

    /** A transaction of a Customer's begins. */
    public void transaction(UUID customer) {
        transactions.increment();
        customers.count(customer);
    }

    /** A gateway is called. */
    public void gatewayCall() {
        gatewayCalls.increment();
    }

    /** The database verified that many tokens. */
    public void bound(int tokens) {
        binds.add(tokens);
    }

    /** A session or a call ended in an error. */
    public void failed(TenancyException failure) {
        if (failure instanceof UnavailableException) {
            unavailable.increment();
        }
        if (failure instanceof NoScopeException) {
            tokenRefusals.increment();
        }
        if (failure.sqlState().equals(IN_DOUBT)) {
            inDoubt.increment();
        }
        count(failures, failure);
    }

    /** The standby answered a read. */
    public void standbyAnswered() {
        standbyAnswers.increment();
    }

    /** The standby didn't answer a read. */
    public void standbyRefused(TenancyException reason) {
        count(fallbacks, reason);
    }

    private StandbyMetrics ofStandby(PoolState pool) {
        return new StandbyMetrics(pool, standbyAnswers.sum(), sums(fallbacks));
    }

    private static void count(Map<String, LongAdder> counts, TenancyException failure) {
        String state =
                counts.containsKey(failure.sqlState()) || counts.size() < STATES ? failure.sqlState() : ANY_OTHER;
        counts.computeIfAbsent(state, first -> new LongAdder()).increment();
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counts) {
        return counts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().sum()));
    }

    /** What has been counted, the pool, and the standby's, where there is one. */
    public DatabaseMetrics with(PoolState pool, Optional<PoolState> standby) {
        return new DatabaseMetrics(
                pool,
                reads.sum(),
                transactions.sum(),
                gatewayCalls.sum(),
                binds.sum(),
                sums(failures),
                unavailable.sum(),
                tokenRefusals.sum(),
                inDoubt.sum(),
                customers.top(BUSIEST),
                standby.map(this::ofStandby));
    }
}
