package com.operanttechnologies.persistence.error;

import org.jspecify.annotations.Nullable;

/**
 * Base of everything that the layer throws. Messages name what was refused and the remedy; they never hold a secret, a
 * statement's parameters or another Customer's data, and no cause that could hold them is attached.
 */
public abstract class TenancyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sqlState;

    TenancyException(String message, String sqlState, @Nullable Throwable cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    /** The five characters that SQL gives this kind of error, from the server where it was the server's. */
    public final String sqlState() {
        return sqlState;
    }

    // The message is for people; what is logged says the SQLState as well.
    @SuppressWarnings("OverrideThrowableToString")
    @Override
    public final String toString() {
        return getClass().getSimpleName() + " (SQLState " + sqlState + "): " + getMessage();
    }
}
