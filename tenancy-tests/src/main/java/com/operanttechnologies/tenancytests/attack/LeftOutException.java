package com.operanttechnologies.tenancytests.attack;

/** An attack can't be made in this way of attacking, and isn't: neither passed nor failed. Its message says why. */
final class LeftOutException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LeftOutException(String reason) {
        super(reason);
    }

    /** The reason, as every one of these has it. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
