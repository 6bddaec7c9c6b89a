package com.operanttechnologies.persistence.internal.monitoring;

import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.monitoring.DatabaseMetrics;
import com.operanttechnologies.persistence.monitoring.PoolState;
import java.util.Map;
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
        String state =
                failures.containsKey(failure.sqlState()) || failures.size() < STATES ? failure.sqlState() : ANY_OTHER;
        failures.computeIfAbsent(state, first -> new LongAdder()).increment();
    }

    /** What has been counted, and the pool. */
    public DatabaseMetrics with(PoolState pool) {
        return new DatabaseMetrics(
                pool,
                reads.sum(),
                transactions.sum(),
                gatewayCalls.sum(),
                binds.sum(),
                failures.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().sum())),
                unavailable.sum(),
                tokenRefusals.sum(),
                inDoubt.sum(),
                customers.top(BUSIEST));
    }
}
