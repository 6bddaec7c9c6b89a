package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.error.StaleSessionException;
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

    private final @Nullable String token;
    private final boolean readOnly;
    private final Thread owner = Thread.currentThread();
    private boolean clean;
    private int binds;
    private boolean bound;
    private boolean open = true;

    private Binding(@Nullable String token, boolean readOnly) {
        this.token = token;
        this.readOnly = readOnly;
    }

    /** Every statement for itself, read-only. */
    public static Binding read(String token) {
        return new Binding(token, true);
    }

    /** One transaction. */
    public static Binding transaction(String token) {
        return new Binding(token, false);
    }

    /** No Customer, for the gateways. */
    public static Binding unscoped() {
        return new Binding(null, false);
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

    boolean readOnly() {
        return readOnly;
    }

    /** What to send in front of the next statement, in the same flush; empty when it is bound already. */
    Preamble preamble() {
        if (token == null) {
            return clean ? Preamble.NONE : new Preamble(RESET, null, 1);
        }
        if (bound) {
            return Preamble.NONE;
        }
        String bind = readOnly ? "select tenancy.bind(?, true); " : "select tenancy.bind(?, false); ";
        return clean ? new Preamble(bind, token, 1) : new Preamble(RESET + bind, token, 2);
    }

    /** A statement was sent with its preamble and succeeded. */
    void sent() {
        clean = true;
        if (token != null && !bound) {
            binds++;
        }
        bound = token != null && !readOnly;
    }

    /**
     * @param sql statements that end with a semicolon and a blank
     * @param token bound to the one parameter of the preamble, when it has one
     * @param results how many results come before the statement's own
     */
    record Preamble(String sql, @Nullable String token, int results) {

        static final Preamble NONE = new Preamble("", null, 0);

        int parameters() {
            return token == null ? 0 : 1;
        }
    }
}
