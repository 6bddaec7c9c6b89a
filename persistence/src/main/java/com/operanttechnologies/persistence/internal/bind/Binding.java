package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.error.StaleSessionException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a statement on this connection has to bring along so that it runs under its scope and on a clean connection, and
 * whether the session is still alive. Of one session, so of one thread.
 *
 * <p>A read is autocommit: every statement binds for itself. A transaction is bound by its first statement. Both begin
 * with RESET ALL, so that nothing that an earlier borrower left in the connection's settings reaches this one.
 */
public final class Binding {

    private static final String RESET = "reset all; ";

    private static final String READ = "select tenancy.bind(?, true); ";
    private static final String TRANSACTION = "select tenancy.bind(?, false); ";
    private static final String STANDBY = "select tenancy.bind_on_standby(?, ?::interval, ?); ";
    /** Binds, and tells the transaction's number and when it began, in milliseconds. */
    private static final String COMMIT = "select tenancy.bind(?, false), pg_catalog.pg_current_xact_id()::text || '.'"
            + " || pg_catalog.floor(extract(epoch from pg_catalog.now()) * 1000); ";

    private final String bind;
    /** The token, and what else the bind takes; empty when there is none. */
    private final List<@Nullable String> parameters;

    private final Thread owner = Thread.currentThread();
    private boolean clean;
    private int binds;
    private boolean bound;
    private boolean open = true;
    private @Nullable String commit;

    private Binding(String bind, @Nullable String... parameters) {
        this.bind = bind;
        this.parameters = Arrays.asList(parameters);
    }

    /** Every statement for itself, read-only. */
    public static Binding read(String token) {
        return new Binding(READ, token);
    }

    /**
     * Every statement for itself, read-only, on a standby that has replayed enough, or fails each of them.
     *
     * @param atMost an interval as the database reads it
     * @param after a commit as {@link #commit()} tells it
     */
    public static Binding standby(String token, String atMost, @Nullable String after) {
        return new Binding(STANDBY, token, atMost, after);
    }

    /** One transaction. */
    public static Binding transaction(String token) {
        return new Binding(TRANSACTION, token);
    }

    /** One transaction whose commit is to be told. */
    public static Binding toldTransaction(String token) {
        return new Binding(COMMIT, token);
    }

    /** No Customer, for the gateways. */
    public static Binding unscoped() {
        return new Binding("");
    }

    /** Ends the session: from now on its connection and statements refuse work. */
    public void close() {
        open = false;
    }

    /**
     * @throws StaleSessionException when the session is over, or this is another thread
     */
    public void requireAlive() {
        if (!open) {
            throw new StaleSessionException("This session is over: it lives only inside the lambda that it was handed"
                    + " to; return values from the lambda, not the session or a lazy result");
        }
        if (Thread.currentThread() != owner) {
            throw new StaleSessionException("This session belongs to another thread; open one for each thread with"
                    + " TenantDatabase.read or transact");
        }
    }

    /** How many tokens the database has verified. */
    public int binds() {
        return binds;
    }

    /**
     * The transaction's {@code number.milliseconds}, once it is bound.
     *
     * @throws NullPointerException when it isn't, or wasn't to be told
     */
    public String commit() {
        return Objects.requireNonNull(commit);
    }

    boolean awaitsCommit() {
        return bind.equals(COMMIT) && commit == null;
    }

    boolean readOnly() {
        return bind.equals(READ) || bind.equals(STANDBY);
    }

    /** What to send in front of the next statement, in the same flush; empty when it is bound already. */
    Preamble preamble() {
        if (parameters.isEmpty()) {
            return clean ? Preamble.NONE : new Preamble(RESET, parameters, 1);
        }
        if (bound) {
            return Preamble.NONE;
        }
        return clean ? new Preamble(bind, parameters, 1) : new Preamble(RESET + bind, parameters, 2);
    }

    /**
     * A statement was sent with this preamble and succeeded: steps over the preamble's results.
     *
     * @param hasRows whether the first result has rows
     * @return whether the statement's own has
     */
    boolean sent(Preamble preamble, PreparedStatement statement, boolean hasRows) throws SQLException {
        clean = true;
        if (!parameters.isEmpty() && !bound) {
            binds++;
            bound = !readOnly();
        }
        boolean rows = hasRows;
        for (int skipped = 0; skipped < preamble.results(); skipped++) {
            if (rows && awaitsCommit()) {
                commit = told(statement);
            }
            rows = statement.getMoreResults();
        }
        return rows;
    }

    private static String told(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.getResultSet()) {
            row.next();
            return row.getString(2);
        }
    }

    /**
     * @param sql statements that end with a semicolon and a blank
     * @param parameters what the preamble's own parameters are set to
     * @param results how many results come before the statement's own
     */
    record Preamble(String sql, List<@Nullable String> parameters, int results) {

        static final Preamble NONE = new Preamble("", List.of(), 0);

        void applyTo(PreparedStatement statement) throws SQLException {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
        }
    }
}
