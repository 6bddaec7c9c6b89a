package com.operanttechnologies.persistence.error;

/** A session was used after its lambda, by another thread, or in a transaction that is over. */
public final class StaleSessionException extends TenancyException {

    private static final long serialVersionUID = 1L;

    /** SQLState 25000. */
    public StaleSessionException(String message) {
        super(message, "25000", null);
    }

    /** A server's own SQLState. */
    public StaleSessionException(String message, String sqlState) {
        super(message, sqlState, null);
    }
}
