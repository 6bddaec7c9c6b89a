package com.operanttechnologies.persistence.error;

/** The database can't serve right now: pool exhausted, connection lost, timeout, or server shutting down. */
public final class UnavailableException extends TenancyException {

    private static final long serialVersionUID = 1L;

    /** SQLState 08006. */
    public UnavailableException(String message) {
        super(message, "08006", null);
    }

    /** A server's own SQLState. */
    public UnavailableException(String message, String sqlState) {
        super(message, sqlState, null);
    }
}
