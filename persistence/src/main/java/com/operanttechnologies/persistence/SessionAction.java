package com.operanttechnologies.persistence;

/** Work in a session that gives no result. */
@FunctionalInterface
public interface SessionAction {

    /** Works on the session. What it throws ends the session, and rolls a transaction back. */
    void accept(TenantSession session);
}
