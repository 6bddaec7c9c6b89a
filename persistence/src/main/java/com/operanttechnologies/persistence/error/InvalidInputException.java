package com.operanttechnologies.persistence.error;

/** A value that the layer or the database refuses. */
public final class InvalidInputException extends TenancyException {

    private static final long serialVersionUID = 1L;

    /** SQLState 22023. */
    public InvalidInputException(String message) {
        super(message, "22023", null);
    }

    /** A server's own SQLState. */
    public InvalidInputException(String message, String sqlState) {
        super(message, sqlState, null);
    }
}
