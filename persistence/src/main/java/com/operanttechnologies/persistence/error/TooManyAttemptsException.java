package com.operanttechnologies.persistence.error;

import java.time.Duration;

/**
 * Something that can be guessed was tried too often: a password, a second factor, a pairing code. Says the same whether
 * what was tried exists or not.
 */
public final class TooManyAttemptsException extends TenancyException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    /** SQLState OP429. */
    public TooManyAttemptsException(Duration retryAfter) {
        super("Too many attempts; try again in " + retryAfter.toSeconds() + " seconds", "OP429", null);
        this.retryAfter = retryAfter;
    }

    /** How long until it may be tried again; what HTTP calls {@code Retry-After} (RFC 6585, section 4). */
    public Duration retryAfter() {
        return retryAfter;
    }
}
