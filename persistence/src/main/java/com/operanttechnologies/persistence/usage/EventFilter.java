package com.operanttechnologies.persistence.usage;

import java.util.Optional;
import java.util.UUID;

/** Which usage events to list: all, those of a kind, of a kind and name, or of an account. Immutable. */
public final class EventFilter {

    private static final EventFilter ALL = new EventFilter(Optional.empty(), Optional.empty(), Optional.empty());

    private final Optional<EventKind> kind;
    private final Optional<String> name;
    private final Optional<UUID> accountId;

    private EventFilter(Optional<EventKind> kind, Optional<String> name, Optional<UUID> accountId) {
        this.kind = kind;
        this.name = name;
        this.accountId = accountId;
    }

    /** Every event. */
    public static EventFilter all() {
        return ALL;
    }

    /** Events of a kind, such as errors. */
    public static EventFilter of(EventKind kind) {
        return new EventFilter(Optional.of(kind), Optional.empty(), Optional.empty());
    }

    /** Events of a kind and exactly this name. */
    public static EventFilter of(EventKind kind, String name) {
        return new EventFilter(Optional.of(kind), Optional.of(name), Optional.empty());
    }

    /** Events of an account. */
    public static EventFilter ofAccount(UUID accountId) {
        return new EventFilter(Optional.empty(), Optional.empty(), Optional.of(accountId));
    }

    Optional<EventKind> kind() {
        return kind;
    }

    Optional<String> name() {
        return name;
    }

    Optional<UUID> accountId() {
        return accountId;
    }
}
