package com.operanttechnologies.persistence.error;

/** The Customer already has a row with that key. */
public final class DuplicateException extends TenancyException {

    private static final long serialVersionUID = 1L;

    /** SQLState 23505. */
    public DuplicateException(String message) {
        super(message, "23505", null);
    }

    /** A server's own SQLState. */
    public DuplicateException(String message, String sqlState) {
        super(message, sqlState, null);
    }
}
