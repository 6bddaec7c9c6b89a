package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.gateway.WorkKind;
import com.operanttechnologies.persistence.internal.input.Require;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds the screens that have gone offline, of all Customers in turn, and surfaces each outage once (RLY-3). A worker
 * runs {@link #detect} every few seconds; any number of workers may.
 *
 * <p>A Customer is looked at only when one of its screens can have been silent for long enough, which the gateway's
 * note says: made when a screen is paired or comes back, moved on by each look. All workers use the same silence; after
 * it was shortened, what was noted before is found as late as by the longer one, once.
 *
 * <p>Safe for use by several threads.
 */
public final class OutageDetector {

    /** The longest silence that a detector can wait for. */
    public static final Duration LONGEST_SILENCE = Duration.ofDays(30);

    private final TenantDatabase worker;
    private final Duration silence;

    /**
     * @param worker opened with a login that is a member of {@code operant_worker}
     * @param silence after which a screen is offline, such as 5 minutes; at most 30 days
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the silence is anything else
     */
    public OutageDetector(TenantDatabase worker, Duration silence) {
        this.worker = worker;
        this.silence = Require.duration("Silence after which a screen is offline", silence, LONGEST_SILENCE);
    }

    /**
     * Looks at the Customers that are due, each in a transaction of its own. What fails for one Customer doesn't keep
     * the others waiting: it is thrown when all were tried, and that Customer stays due.
     *
     * @param mostCustomers how many to look at, 1 to 1,000; the longest due first
     * @param handler told of the outages that were found
     * @param requestId the worker's own id of this run, for logs
     * @return how many outages were found
     */
    public int detect(int mostCustomers, OutageHandler handler, String requestId) {
        int found = 0;
        RuntimeException failure = null;
        Instant now = worker.clock().instant();
        for (UUID customer : worker.gateway().dueCustomers(WorkKind.RELAY_OUTAGE, now, mostCustomers)) {
            try {
                found += worker.transact(
                        TenantScope.job(customer, "offline-detection", requestId),
                        session -> new SilenceSearch(session, silence).search(handler));
            } catch (RuntimeException e) {
                failure = joined(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return found;
    }

    private static RuntimeException joined(@Nullable RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        if (first != next) {
            first.addSuppressed(next);
        }
        return first;
    }
}
