package com.operanttechnologies.migrations.plan;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * Ends what a connection does once it has kept others waiting for too long. The time runs from the start of a
 * statement, and goes on until the end of the transaction once that has taken something that others wait for.
 */
final class BlockingLimit implements AutoCloseable {

    private static final long CHECK_MILLIS = 50;

    private final PGConnection connection;
    private final Duration limit;
    private final ScheduledExecutorService timer;
    private volatile @Nullable Long since;
    private volatile boolean over;

    BlockingLimit(Connection connection, Duration limit) throws SQLException {
        this.connection = connection.unwrap(PGConnection.class);
        this.limit = limit;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "rehearsal-limit");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleWithFixedDelay(this::cancel, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void begin() {
        if (since == null) {
            since = System.nanoTime();
        }
    }

    /** Nobody waits for what has been done so far. */
    void clear() {
        since = null;
    }

    boolean isOver() {
        return over;
    }

    /** Again and again: between two statements there is nothing to cancel. */
    private void cancel() {
        Long start = since;
        if (start != null && System.nanoTime() - start > limit.toNanos()) {
            over = true;
            try {
                connection.cancelQuery();
            } catch (SQLException e) {
                // The connection is gone, and with it all locks.
                return;
            }
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        try {
            timer.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
