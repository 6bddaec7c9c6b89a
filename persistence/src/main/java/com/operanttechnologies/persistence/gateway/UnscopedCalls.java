package com.operanttechnologies.persistence.gateway;

import java.util.function.Function;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements that are bound to no scope, and so reach no tenant table. Implemented by the layer, for {@link
 * Gateway} alone; product teams have no use for it.
 */
public interface UnscopedCalls {

    /**
     * Runs work on a connection of its own, each statement in a transaction of its own that may write, and hands the
     * connection back.
     */
    <T extends @Nullable Object> T call(Function<DSLContext, T> work);
}
