package com.operanttechnologies.persistence.error;

/** No such row for this Customer. Says the same whether it exists for another Customer or not at all. */
public final class NotFoundException extends TenancyException {

    private static final long serialVersionUID = 1L;

    /** SQLState 02000. */
    public NotFoundException(String message) {
        super(message, "02000", null);
    }

    /** A server's own SQLState. */
    public NotFoundException(String message, String sqlState) {
        super(message, sqlState, null);
    }
}
