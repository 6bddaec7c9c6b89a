package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import com.operanttechnologies.persistence.internal.monitoring.SessionCounters;
import com.operanttechnologies.persistence.internal.pool.ConnectionPool;
import com.operanttechnologies.persistence.internal.pool.Standby;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a read to the standby, and to the primary where the standby can't answer it. Safe for use by several threads. */
final class StandbyReads {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyReads.class);

    /** How often the primary is made to commit, at most. */
    private static final Duration WAKING = Duration.ofSeconds(1);

    private static final long POLL_MILLIS = 20;

    private final @Nullable Standby standby;
    private final ConnectionPool primary;
    private final SessionCounters counters;
    private final Duration patience;
    /** A key that the standby doesn't know yet is no reason to distrust it. */
    private final ServerErrors errors = new ServerErrors(() -> {});

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
        T run(Connection raw, ServerErrors errors) throws SQLException;
    }

    /** The same read on the primary. */
    interface OnPrimary<T extends @Nullable Object> {
        T run(Connection raw) throws SQLException;
    }

    /**
     * @param known whether a standby can tell that it has what the freshness asks for
     */
    <T extends @Nullable Object> T read(
            Freshness freshness, boolean known, OnStandby<T> onStandby, OnPrimary<T> onPrimary) throws SQLException {
        if (standby == null || !known) {
            if (!freshness.primaryMayAnswer()) {
                throw new UnavailableException(
                        standby == null
                                ? "No standby is configured; name one with replica(url), or let the primary answer"
                                : "The commit token was not sealed under this lookup key; let the primary answer");
            }
            return onPrimary(onPrimary);
        }
        long givenUpAt = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                T result = onStandby(standby, onStandby);
                counters.standbyAnswered();
                return result;
            } catch (TenancyException e) {
                if (!mayBeOutOfDate(e)) {
                    throw e;
                }
                counters.standbyRefused(e);
                LOG.debug("The standby doesn't answer: {}", e.getMessage());
                boolean behind = e.sqlState().equals(ServerErrors.STANDBY_IS_BEHIND);
                if (behind) {
                    wakePrimary();
                }
                if (freshness.primaryMayAnswer()) {
                    return onPrimary(onPrimary);
                }
                if (!(behind || e.sqlState().equals(Standby.NO_CONNECTION)) || System.nanoTime() - givenUpAt > 0) {
                    throw e;
                }
            }
            pause();
        }
    }

    private <T extends @Nullable Object> T onStandby(Standby standby, OnStandby<T> work) {
        try (Connection raw = standby.borrow()) {
            try {
                return work.run(raw, errors);
            } catch (TenancyException e) {
                if (e.sqlState().equals(ServerErrors.NO_STANDBY)) {
                    standby.evict(raw);
                }
                throw e;
            }
        } catch (SQLException e) {
            throw errors.translate(e);
        }
    }

    private <T extends @Nullable Object> T onPrimary(OnPrimary<T> work) throws SQLException {
        try (Connection raw = primary.borrow()) {
            return work.run(raw);
        }
    }

    /**
     * Whether the primary may say something else: what the server refuses depends on its catalogue, its keys and its load.
     * Not what the layer itself refuses, a value, a row that isn't there, or a timeout that would run out there as well.
     */
    private static boolean mayBeOutOfDate(TenancyException e) {
        return Stream.of("08", "40", "42", "53", "57P", "58", "OP425", "OP426", "XX")
                .anyMatch(e.sqlState()::startsWith);
    }

    /**
     * A standby can't tell a primary that has nothing to commit from one that it has lost. So it is given a commit, of
     * nothing but a number.
     */
    private void wakePrimary() {
        long last = wokenAt.get();
        long now = System.nanoTime();
        if (now - last < WAKING.toNanos() || !wokenAt.compareAndSet(last, now)) {
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
