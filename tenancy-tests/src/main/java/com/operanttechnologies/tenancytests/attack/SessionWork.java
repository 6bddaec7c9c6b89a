package com.operanttechnologies.tenancytests.attack;

import com.operanttechnologies.persistence.TenantSession;
import org.jspecify.annotations.Nullable;

/** Work in a session of the attacker, such as a call of a repository. */
@FunctionalInterface
public interface SessionWork {

    /**
     * Does it.
     *
     * @param session of the attacker; it ends with this call
     * @return what A gets to see of it: an {@link Iterable}'s elements and an {@code Optional}'s value are rows, a
     *     number counts rows that were touched, null is nothing, and anything else is one row; all as {@code toString}
     *     has it
     * @throws RuntimeException when the work is refused by the layer, which is an answer as well; anything but a {@code
     *     TenancyException} says that the attack itself is wrong, and is passed on
     */
    @Nullable
    Object in(TenantSession session);
}
