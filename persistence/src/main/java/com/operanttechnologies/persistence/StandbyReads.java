package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import com.operanttechnologies.persistence.internal.monitoring.SessionCounters;
import com.operanttechnologies.persistence.internal.pool.ConnectionPool;
import com.operanttechnologies.persistence.internal.pool.Standby;
import com.operanttechnologies.persistence.monitoring.PoolState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a read to the standby, and to the primary where the standby can't answer it. Safe for use by several threads.
 */
final class StandbyReads {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyReads.class);

    /** How often the primary is made to commit, at most. */
    private static final Duration WAKING = Duration.ofSeconds(1);

    private static final long POLL_MILLIS = 20;

    private final @Nullable Standby standby;
    private final ConnectionPool primary;
    private final SessionCounters counters;
    private final Duration patience;
    private final AtomicLong wokenAt = new AtomicLong(System.nanoTime() - WAKING.toNanos());

    /**
     * @param standby null when there is none
     * @param patience how long to wait for a standby that is behind, busy or down when nothing else may answer
     */
    StandbyReads(@Nullable Standby standby, ConnectionPool primary, SessionCounters counters, Duration patience) {
        this.standby = standby;
        this.primary = primary;
        this.counters = counters;
        this.patience = patience;
    }

    /** A read on the standby, with the errors to tell. */
    interface OnStandby<T extends @Nullable Object> {
        T run(Connection raw, String token, ServerErrors errors) throws SQLException;
    }

    /** The same read on the primary. */
    interface OnPrimary<T extends @Nullable Object> {
        T run(Connection raw, String token) throws SQLException;
    }

    /**
     * @param known whether a standby can tell that it has what the freshness asks for
     * @param seal a new token, for each try: sealed before its connection is taken
     */
    <T extends @Nullable Object> T read(
            Freshness freshness, boolean known, Supplier<String> seal, OnStandby<T> onStandby, OnPrimary<T> onPrimary)
            throws SQLException {
        if (standby == null || !known) {
            if (!freshness.primaryMayAnswer()) {
                throw new UnavailableException(
                        standby == null
                                ? "No standby is configured; name one with replica(url), or let the primary answer"
                                : "The commit token was not sealed under this lookup key; let the primary answer");
            }
            return onPrimary(seal.get(), onPrimary);
        }
        long givenUpAt = System.nanoTime() + patience.toNanos();
        while (true) {
            StandbyAttempt<T> attempt = StandbyAttempt.of(standby, seal.get(), onStandby);
            Optional<TenancyException> refusal = attempt.refusal();
            if (refusal.isEmpty()) {
                counters.standbyAnswered();
                return attempt.result();
            }
            TenancyException refused = refusal.get();
            counters.standbyRefused(refused);
            LOG.debug("The standby doesn't answer: {}", refused.getMessage());
            boolean behind = refused.sqlState().equals(ServerErrors.STANDBY_IS_BEHIND);
            if (behind) {
                wakePrimary();
            }
            if (freshness.primaryMayAnswer()) {
                return onPrimary(seal.get(), onPrimary);
            }
            if (!(behind || refused.sqlState().equals(Standby.NO_CONNECTION)) || System.nanoTime() - givenUpAt > 0) {
                throw refused;
            }
            pause();
        }
    }

    private <T extends @Nullable Object> T onPrimary(String token, OnPrimary<T> work) throws SQLException {
        try (Connection raw = primary.borrow()) {
            return work.run(raw, token);
        }
    }

    /**
     * A standby can't tell a primary that has nothing to commit from one that it has lost. So it is given a commit, of
     * nothing but a number, unless the pool is too busy for its primary to be idle. Such a commit is flushed by the WAL
     * writer, so it arrives within about a second.
     */
    private void wakePrimary() {
        PoolState now = primary.state();
        if (now.idle() == 0 || now.waiting() > 0) {
            return;
        }
        long last = wokenAt.get();
        long time = System.nanoTime();
        if (time - last < WAKING.toNanos() || !wokenAt.compareAndSet(last, time)) {
            return;
        }
        try (Connection raw = primary.borrow();
                PreparedStatement statement = raw.prepareStatement("select pg_catalog.pg_current_xact_id()")) {
            statement.execute();
        } catch (SQLException | UnavailableException e) {
            LOG.debug(
                    "The primary could not be made to commit: {}", e.getClass().getSimpleName());
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("Interrupted while waiting for the standby");
        }
    }
}
