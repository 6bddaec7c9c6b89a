package com.operanttechnologies.persistence.error;

/**
 * Somebody else changed it first: a row whose version is no longer the expected one, or a transaction that the server
 * rolled back for another's sake (serialization failure, deadlock). Read again and repeat.
 */
public final class ConflictException extends TenancyException {

    /** What {@link #currentVersion()} says when the conflict is not about a version. */
    public static final long NO_VERSION = -1;

    private static final long serialVersionUID = 1L;

    private final long currentVersion;

    /** An optimistic lock that failed, with the version that is there now. */
    public ConflictException(String what, long expectedVersion, long currentVersion) {
        super(
                what + " was changed meanwhile: expected version " + expectedVersion + ", it is now " + currentVersion
                        + "; read it again and repeat the change",
                "40001",
                null);
        this.currentVersion = currentVersion;
    }

    /** A conflict that the server reports. */
    public ConflictException(String message, String sqlState) {
        super(message, sqlState, null);
        this.currentVersion = NO_VERSION;
    }

    /** The version that is there now, or {@link #NO_VERSION}. */
    public long currentVersion() {
        return currentVersion;
    }
}
