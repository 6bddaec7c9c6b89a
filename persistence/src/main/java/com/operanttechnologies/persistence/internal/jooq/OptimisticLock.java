package com.operanttechnologies.persistence.internal.jooq;

import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Why an update that expects a version found no row: asked only then, so that the usual update is one round trip. */
public final class OptimisticLock {

    private OptimisticLock() {}

    /**
     * @param what names the row in the message, such as {@code Dashboard 018f…}
     * @param current the version that is there now; null when there is no such row
     */
    public static RuntimeException missed(
            String what, long expected, @Nullable Long current, Supplier<NotFoundException> notFound) {
        return current == null ? notFound.get() : new ConflictException(what, expected, current);
    }
}
