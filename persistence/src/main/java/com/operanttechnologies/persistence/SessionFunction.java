package com.operanttechnologies.persistence;

import org.jspecify.annotations.Nullable;

/**
 * Work in a session that gives a result.
 *
 * @param <T> the result; it must not hold on to the session
 */
@FunctionalInterface
public interface SessionFunction<T extends @Nullable Object> {

    /** Works on the session. What it throws ends the session, and rolls a transaction back. */
    T apply(TenantSession session);
}
