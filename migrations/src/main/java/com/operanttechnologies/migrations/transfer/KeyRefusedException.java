package com.operanttechnologies.migrations.transfer;

/** A key is none, is of another kind, or doesn't open what it was given for. The message holds nothing of it. */
public final class KeyRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    KeyRefusedException(String message) {
        super(message);
    }
}
