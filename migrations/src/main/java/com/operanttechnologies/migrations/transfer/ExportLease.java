package com.operanttechnologies.migrations.transfer;

import com.operanttechnologies.migrations.Login;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The right of an export to read a Customer, which ends after a while and is renewed, on record, for as long as the
 * export takes. Each renewal signs in anew, so whoever lost the right to export meanwhile, and a Customer whose erasure
 * has begun, ends the export. The transaction that reads stays the same, and with it the snapshot.
 *
 * <p>For one thread, beside which it has its own that renews.
 */
final class ExportLease implements AutoCloseable {

    /**
     * @param life how long the right lasts once it is given or renewed, 1 second to 1 hour
     * @param renewedEvery how often it is renewed: more than once in a life, as one of them may find the server
     *     restarting
     */
    record Terms(Duration life, Duration renewedEvery) {

        static final Terms USUAL = new Terms(Duration.ofHours(1), Duration.ofMinutes(20));
    }

    /**
     * @param renewal what tells the database; empty for the first life
     * @param ends by {@link System#nanoTime()}, reckoned from before it was asked for
     * @param refusal why there won't be another one
     * @param failure why the last attempt to renew came to nothing, though the next may succeed
     */
    private record State(
            String renewal,
            long ends,
            @Nullable SQLException refusal,
            @Nullable SQLException failure) {}

    private final Login operator;
    private final Terms terms;
    private final String token;
    private final ScheduledExecutorService renewals;
    private volatile State state;
    private String told = "";

    private ExportLease(Login operator, Terms terms, String token, long ends) {
        this.operator = operator;
        this.terms = terms;
        this.token = token;
        this.state = new State("", ends, null, null);
        this.renewals = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "operant-export-renewal");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** In a transaction of its own: what is read afterwards is on record, whatever comes of it. */
    static ExportLease begin(
            Login operator, Terms terms, UUID customer, String orderedBy, String reason, boolean withSecrets)
            throws SQLException {
        long asked = System.nanoTime();
        try (Connection database = operator.connect();
                PreparedStatement statement = database.prepareStatement(
                        "select privacy.begin_export(?, ?, ?, ?, make_interval(secs => ?))")) {
            statement.setObject(1, customer);
            statement.setString(2, orderedBy);
            statement.setString(3, reason);
            statement.setBoolean(4, withSecrets);
            statement.setDouble(5, terms.life.toMillis() / 1000.0);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                String token = Objects.requireNonNull(row.getString(1));
                ExportLease lease = new ExportLease(operator, terms, token, asked + terms.life.toNanos());
                long every = terms.renewedEvery.toNanos();
                lease.renewals.scheduleWithFixedDelay(lease::renew, every, every, TimeUnit.NANOSECONDS);
                return lease;
            }
        }
    }

    private void renew() {
        long asked = System.nanoTime();
        // Each in a transaction of its own: a renewal is given once it is on record.
        try (Connection database = operator.connect();
                PreparedStatement record = database.prepareStatement("select privacy.renew_export(?)");
                PreparedStatement renewal = database.prepareStatement("select privacy.export_renewal(?)")) {
            record.setString(1, token);
            record.execute();
            renewal.setString(1, token);
            try (ResultSet row = renewal.executeQuery()) {
                row.next();
                state = new State(Objects.requireNonNull(row.getString(1)), asked + terms.life.toNanos(), null, null);
            }
        } catch (SQLException e) {
            State now = state;
            state = isRefusal(e)
                    ? new State(now.renewal, now.ends, e, null)
                    : new State(now.renewal, now.ends, now.refusal, e);
        }
    }

    /**
     * 28: the login isn't let in any more; 42501: it has lost the right, or the lease is over; 55000: see
     * renew_export().
     */
    private static boolean isRefusal(SQLException failure) {
        String sqlState = Objects.requireNonNullElse(failure.getSQLState(), "");
        return sqlState.startsWith("28") || sqlState.equals("42501") || sqlState.equals("55000");
    }

    /** Binds the transaction that reads. */
    void bind(Connection database) throws SQLException {
        try (PreparedStatement bind = database.prepareStatement("select tenancy.bind(?, true)")) {
            bind.setString(1, token);
            bind.execute();
        }
    }

    /**
     * Tells the transaction that reads of the last renewal; before each statement, as each is verified when it begins.
     *
     * @throws SQLException as {@link #check}
     */
    void extend(Connection database) throws SQLException {
        check();
        String renewal = state.renewal;
        if (!renewal.equals(told)) {
            if (!renewal.matches("[0-9]+\\.[0-9a-f]{64}")) {
                throw new SQLException("What the database gave as a renewal isn't one");
            }
            try (Statement statement = database.createStatement()) {
                statement.execute("set local operant.renewal = '" + renewal + "'");
            }
            told = renewal;
        }
    }

    /**
     * @throws SQLException when the export may not go on: the database refuses to renew, or couldn't be asked in time
     */
    void check() throws SQLException {
        State now = state;
        if (now.refusal != null) {
            throw new SQLException(
                    "The export was ended, as the database refuses to let it go on: " + now.refusal.getMessage(),
                    now.refusal.getSQLState(),
                    now.refusal);
        }
        if (now.ends - System.nanoTime() <= 0) {
            throw new SQLException(
                    "The export was ended, as it may read for " + terms.life
                            + " at a time and its right to was not renewed in time"
                            + (now.failure == null ? "" : ": " + now.failure.getMessage())
                            + ". Nothing is wrong with the data: export again",
                    "42501",
                    now.failure);
        }
    }

    /** The same stream, which fails once the export may not go on: one statement may take hours. */
    OutputStream whileItLasts(OutputStream target) {
        return new FilterOutputStream(target) {
            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                try {
                    check();
                } catch (SQLException e) {
                    throw new IOException(e);
                }
                out.write(source, offset, length);
            }
        };
    }

    /**
     * Records that everything was read, and gives the right back.
     *
     * @throws SQLException when it has ended before, or the Customer's erasure has begun: then nothing may come of the
     *     export
     */
    void end(long rows, String manifestSha256) throws SQLException {
        check();
        renewals.shutdown();
        try (Connection database = operator.connect();
                PreparedStatement statement = database.prepareStatement("select privacy.end_export(?, ?, ?)")) {
            statement.setString(1, token);
            statement.setLong(2, rows);
            statement.setString(3, manifestSha256);
            statement.execute();
        }
    }

    @Override
    public void close() {
        renewals.shutdownNow();
    }
}
