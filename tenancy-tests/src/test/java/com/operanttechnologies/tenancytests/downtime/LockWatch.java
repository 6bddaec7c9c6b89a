package com.operanttechnologies.tenancytests.downtime;

import com.operanttechnologies.migrations.Login;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Looks every 5 ms for how long the server has been letting a login wait for a lock, by the server's own clock, and
 * keeps the longest.
 */
final class LockWatch implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(5);

    private static final String LONGEST = """
            select (extract(epoch from clock_timestamp() - l.waitstart) * 1000)::bigint,
                   format('%s waits for %s of %s, behind: %s', left(a.query, 80), l.mode,
                          coalesce(l.relation::regclass::text, l.locktype),
                          (select string_agg(left(b.query, 120), '; ') from pg_stat_activity b
                            where b.pid = any (pg_blocking_pids(l.pid))))
              from pg_locks l
              join pg_stat_activity a on a.pid = l.pid
             where not l.granted and l.waitstart is not null
               and a.datname = current_database() and a.usename = ?
             order by l.waitstart
             limit 1""";

    /**
     * One wait.
     *
     * @param duration for how long, at least
     * @param what who waited for what, behind whom
     */
    record Wait(Duration duration, String what) {}

    private final AtomicBoolean isOver = new AtomicBoolean();
    private final Thread watching;
    // Written by that thread alone.
    private volatile Wait longest = new Wait(Duration.ZERO, "nobody waited");
    private volatile String trouble = "";

    LockWatch(Login administrator, String watched) {
        watching = new Thread(() -> watch(administrator, watched), "lock-watch");
        watching.start();
    }

    private void watch(Login administrator, String watched) {
        try (Connection connection = administrator.connect();
                PreparedStatement query = connection.prepareStatement(LONGEST)) {
            query.setString(1, watched);
            while (!isOver.get()) {
                try (ResultSet row = query.executeQuery()) {
                    if (row.next()) {
                        Wait seen = new Wait(Duration.ofMillis(row.getLong(1)), row.getString(2));
                        longest = seen.duration().compareTo(longest.duration()) > 0 ? seen : longest;
                    }
                }
                Thread.sleep(EVERY.toMillis());
            }
        } catch (SQLException | InterruptedException e) {
            trouble = e.toString();
        }
    }

    /**
     * The longest wait that was seen so far.
     *
     * @throws AssertionError when it could not be looked for
     */
    Wait longest() {
        if (!trouble.isEmpty()) {
            throw new AssertionError("Locks could not be watched: " + trouble);
        }
        return longest;
    }

    @Override
    public void close() {
        isOver.set(true);
        try {
            watching.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
