package com.operanttechnologies.migrations.plan;

/**
 * The locks that PostgreSQL takes on a table, from the weakest to the strongest, and what others can't do meanwhile.
 *
 * @see <a href="https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES">Table-level locks</a>
 */
public enum LockMode {
    ACCESS_SHARE("AccessShareLock", "nobody waits but who drops or alters it"),
    ROW_SHARE("RowShareLock", "nobody waits but who drops or alters it"),
    ROW_EXCLUSIVE("RowExclusiveLock", "nobody waits but who alters it or builds an index"),
    SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock", "reads and writes go on; VACUUM and other changes of it wait"),
    SHARE("ShareLock", "reads go on, writes wait"),
    SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock", "reads go on, writes wait"),
    EXCLUSIVE("ExclusiveLock", "reads go on, writes wait"),
    ACCESS_EXCLUSIVE("AccessExclusiveLock", "reads and writes wait");

    private final String inPgLocks;
    private final String meaning;

    LockMode(String inPgLocks, String meaning) {
        this.inPgLocks = inPgLocks;
        this.meaning = meaning;
    }

    /**
     * The mode that {@code pg_locks.mode} names.
     *
     * @throws IllegalArgumentException when it is none of a table
     */
    static LockMode of(String inPgLocks) {
        for (LockMode mode : values()) {
            if (mode.inPgLocks.equals(inPgLocks)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("PostgreSQL has no lock of tables called " + inPgLocks);
    }

    /** What others can't do while it is held, in words. */
    public String meaning() {
        return meaning;
    }

    /** Whether who reads or writes rows has to wait for it. */
    public boolean blocks() {
        return compareTo(SHARE) >= 0;
    }

    /** As {@code LOCK TABLE} writes it, such as {@code ACCESS EXCLUSIVE}. */
    @Override
    public String toString() {
        return name().replace('_', ' ');
    }
}
