package com.operanttechnologies.persistence.internal.bind;

import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NoScopeException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.error.TooManyAttemptsException;
import com.operanttechnologies.persistence.error.UnavailableException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Turns what the server says into the layer's errors. The server's message can repeat values (a key that exists, a text
 * that is no number), so it is kept back, and so is the driver's exception that holds it: what is told is the kind of
 * error and the names of table, column and constraint.
 */
public final class ServerErrors {

    private static final String NO_SCOPE = "operant: no valid scope";
    /** What {@code tenancy.admission()} says to a good token; a state follows, and nothing else. */
    private static final String NOT_ACTIVE = "operant: this Customer is ";
    /** Unknown or ambiguous names: the message repeats names from the statement's text, never a parameter. */
    private static final Set<String> NAMES = Set.of("42P01", "42703", "42702", "42883", "42P10", "42804", "42725");

    /** What {@code tenancy.bind_on_standby()} says of a standby that has not replayed enough. */
    public static final String STANDBY_IS_BEHIND = "OP425";

    /** What it says of a server that is none. */
    public static final String NO_STANDBY = "OP426";

    private final Consumer<TenancyException> listener;

    /** @param listener told each error of the server's or the connection's, once, when it is translated */
    public ServerErrors(Consumer<TenancyException> listener) {
        this.listener = listener;
    }

    /** For callers of plain JDBC: the same kind and SQLState, nothing of the driver's text. */
    SQLException safe(SQLException failure) {
        if (failure.getCause() instanceof TenancyException) {
            return failure;
        }
        TenancyException told = translate(failure);
        return new SQLException(told.getMessage(), told.sqlState(), told);
    }

    /** The layer's error for the driver's. */
    public TenancyException translate(SQLException thrown) {
        if (thrown.getCause() instanceof TenancyException told) {
            return told;
        }
        SQLException failure = thrown;
        if (thrown instanceof BatchUpdateException && thrown.getNextException() != null) {
            failure = thrown.getNextException();
        }
        TenancyException told = told(failure);
        // What the session's own statements throw is plain.
        if (failure instanceof PSQLException) {
            listener.accept(told);
        }
        return told;
    }

    private static TenancyException told(SQLException failure) {
        ServerErrorMessage server = failure instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
        String state = failure.getSQLState() == null ? "58000" : failure.getSQLState();
        String where = where(server);
        switch (state) {
            case "42501":
                if (server != null && NO_SCOPE.equals(server.getMessage())) {
                    return new NoScopeException("The database found no valid scope: the token is missing, expired or"
                            + " sealed by a key that is no longer accepted. Compare the clocks of JVM and database, and"
                            + " repeat the work in a new session");
                }
                if (server != null
                        && server.getMessage() != null
                        && server.getMessage().startsWith(NOT_ACTIVE)) {
                    return new RefusedException("This Customer is "
                            + server.getMessage().substring(NOT_ACTIVE.length())
                            + ": of a suspended one its owners may read, in a read session; of any other nobody may");
                }
                return new RefusedException("The database refuses this" + where
                        + ": it would reach outside the scope's Customer, or the role lacks the privilege");
            case STANDBY_IS_BEHIND:
                return new UnavailableException("The standby is further behind than this read accepts", state);
            case NO_STANDBY:
                return new UnavailableException(
                        "The replica's url leads to a server that is no standby, or no longer", state);
            case "OP429":
                return new TooManyAttemptsException(retryAfter(server));
            case "23505":
                return new DuplicateException("The Customer already has a row with this key" + where);
            case "25006":
                return new RefusedException("A read session can't change rows; take TenantDatabase.transact", state);
            case "XX001":
                return new RefusedException(
                        "The database finds data damaged, and does nothing that would bury it: where this is about the"
                                + " audit log, operant-db audit verify tells where",
                        state);
            case "40001":
            case "40P01":
            case "55P03":
                return new ConflictException("Another transaction was in the way" + where + "; repeat the work", state);
            case "57014":
                return new UnavailableException("The statement was cancelled or ran into its timeout", state);
            case "23503":
                return new InvalidInputException(
                        "The row refers to one that the Customer doesn't have, or is still" + " referred to" + where,
                        state);
            default:
        }
        if (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P") || state.equals("25P03")) {
            return new UnavailableException(
                    "The database can't be reached or can't serve right now (SQLState " + state
                            + "); repeat the work, it was not committed",
                    state);
        }
        if (state.startsWith("22") || state.startsWith("23") || state.startsWith("54")) {
            return new InvalidInputException(
                    "The database refuses a value" + where + " (SQLState " + state + ")", state);
        }
        if (server != null && NAMES.contains(state)) {
            return new InvalidInputException("The statement is wrong: " + server.getMessage(), state);
        }
        return new InvalidInputException(
                "The database refuses the statement" + where + " (SQLState " + state + ")", state);
    }

    /** The seconds that the database gives as its hint; 0 if it gives none. */
    private static Duration retryAfter(@Nullable ServerErrorMessage server) {
        String hint = server == null ? null : server.getHint();
        return Duration.ofSeconds(hint != null && hint.matches("[0-9]{1,6}") ? Long.parseLong(hint) : 0);
    }

    private static String where(@Nullable ServerErrorMessage server) {
        if (server == null) {
            return "";
        }
        StringBuilder where = new StringBuilder();
        if (server.getTable() != null) {
            where.append(" in table ").append(server.getSchema()).append('.').append(server.getTable());
        }
        if (server.getColumn() != null) {
            where.append(", column ").append(server.getColumn());
        }
        if (server.getConstraint() != null) {
            where.append(", constraint ").append(server.getConstraint());
        }
        return where.toString();
    }
}
