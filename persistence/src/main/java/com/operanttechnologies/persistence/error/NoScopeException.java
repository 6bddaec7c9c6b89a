package com.operanttechnologies.persistence.error;

/**
 * The database found no valid scope: the token is missing, expired, forged, or sealed by a key that is no longer
 * accepted.
 */
public final class NoScopeException extends TenancyException {

    private static final long serialVersionUID = 1L;

    /** SQLState 42501. */
    public NoScopeException(String message) {
        super(message, "42501", null);
    }

    /** A server's own SQLState. */
    public NoScopeException(String message, String sqlState) {
        super(message, sqlState, null);
    }
}
