package com.operanttechnologies.persistence.error;

/** A statement that the layer or the database's policies and grants refuse. */
public final class RefusedException extends TenancyException {

    private static final long serialVersionUID = 1L;

    /** SQLState 42501. */
    public RefusedException(String message) {
        super(message, "42501", null);
    }

    /** A server's own SQLState. */
    public RefusedException(String message, String sqlState) {
        super(message, sqlState, null);
    }
}
