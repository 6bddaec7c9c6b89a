package com.operanttechnologies.persistence;

import com.operanttechnologies.persistence.StandbyReads.OnStandby;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.UnavailableException;
import com.operanttechnologies.persistence.internal.bind.ServerErrors;
import com.operanttechnologies.persistence.internal.pool.Standby;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One try of a read on a standby. What its server refused counts, not what the work makes of it: work that catches an
 * error and returns something, or throws another in its place, would make an answer of a standby that has none.
 *
 * <p>Of one thread.
 */
final class StandbyAttempt<T extends @Nullable Object> {

    /** A key that the standby doesn't know yet is no reason to distrust it. */
    private final ServerErrors errors = new ServerErrors(this::remember);

    private @Nullable TenancyException refusal;
    private @Nullable T result;

    private StandbyAttempt() {}

    /** Runs the work; passes on what it throws, unless the standby has refused something before. */
    static <T extends @Nullable Object> StandbyAttempt<T> of(Standby standby, String token, OnStandby<T> work) {
        StandbyAttempt<T> attempt = new StandbyAttempt<>();
        Connection connection;
        try {
            connection = standby.borrow();
        } catch (UnavailableException | RefusedException e) {
            attempt.refusal = e;
            return attempt;
        }
        try (Connection raw = connection) {
            attempt.run(standby, raw, token, work);
        } catch (SQLException e) {
            TenancyException told = attempt.errors.translate(e);
            if (attempt.refusal == null) {
                throw told;
            }
        }
        return attempt;
    }

    /** Why the standby can't answer; empty when it has answered. */
    Optional<TenancyException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** What the work returned where nothing was refused. */
    // Set by then, to null where that is what the work returns.
    @SuppressWarnings("NullAway")
    T result() {
        return result;
    }

    private void run(Standby standby, Connection raw, String token, OnStandby<T> work) throws SQLException {
        try {
            result = work.run(raw, token, errors);
        } catch (RuntimeException | SQLException e) {
            if (e instanceof SQLException failure) {
                errors.translate(failure);
            }
            if (refusal == null) {
                throw e;
            }
        }
        if (refusal != null && refusal.sqlState().equals(ServerErrors.NO_STANDBY)) {
            standby.evict(raw, refusal);
        }
    }

    private void remember(TenancyException error) {
        if (refusal == null && mayBeOutOfDate(error)) {
            refusal = error;
        }
    }

    /**
     * Whether the primary may say something else: what a server refuses depends on its catalogue, its keys, its load
     * and on being a standby. Not a value, or a timeout that would run out there as well.
     */
    private static boolean mayBeOutOfDate(TenancyException error) {
        return Stream.of("08", "0A", "40", "42", "53", "57P", "58", "OP425", "OP426", "XX")
                .anyMatch(error.sqlState()::startsWith);
    }
}
