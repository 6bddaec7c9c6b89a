package com.operanttechnologies.migrations.transfer;

/** An archive is damaged, incomplete, from elsewhere, or can't be imported here. Nothing was written. */
public final class ArchiveRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    ArchiveRefusedException(String message) {
        super(message);
    }

    ArchiveRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
