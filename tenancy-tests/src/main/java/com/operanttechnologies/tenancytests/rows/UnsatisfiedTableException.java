package com.operanttechnologies.tenancytests.rows;

import java.io.Serial;

/** No row could be made up for a table: the suite can't attack it, and must say so instead of passing. */
public final class UnsatisfiedTableException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    UnsatisfiedTableException(String message) {
        super(message);
    }
}
