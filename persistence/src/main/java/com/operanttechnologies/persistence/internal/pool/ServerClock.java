package com.operanttechnologies.persistence.internal.pool;

import com.operanttechnologies.persistence.error.UnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;

/** The database's own clock, and whether it takes writes. */
public final class ServerClock {

    private static final String NOW = """
            select pg_catalog.clock_timestamp(),
                   pg_catalog.pg_is_in_recovery() or pg_catalog.current_setting('default_transaction_read_only')::boolean
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private ServerClock() {}

    /**
     * What it showed.
     *
     * @param readOnly whether it takes no writes
     * @param skew the database's clock minus ours, give or take half of the round trip
     * @param roundTrip how long the answer took
     */
    public record Reading(boolean readOnly, Duration skew, Duration roundTrip) {}

    /**
     * Asks, for 5 seconds at most once there is a connection.
     *
     * @throws UnavailableException when there is no connection, or no answer
     */
    public static Reading read(ConnectionPool pool, Clock ours) {
        try (Connection connection = pool.borrow(PATIENCE);
                PreparedStatement statement = connection.prepareStatement(NOW)) {
            Instant before = ours.instant();
            long asked = System.nanoTime();
            try (ResultSet row = statement.executeQuery()) {
                Duration roundTrip = Duration.ofNanos(System.nanoTime() - asked);
                row.next();
                Instant theirs = row.getObject(1, OffsetDateTime.class).toInstant();
                Duration skew = Duration.between(before.plus(roundTrip.dividedBy(2)), theirs);
                return new Reading(row.getBoolean(2), skew, roundTrip);
            }
        } catch (SQLException e) {
            throw new UnavailableException(
                    "The database gave no answer (SQLState " + e.getSQLState() + ")",
                    e.getSQLState() == null ? "08006" : e.getSQLState());
        }
    }
}
