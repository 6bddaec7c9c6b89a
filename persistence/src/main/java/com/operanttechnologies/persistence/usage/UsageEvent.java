package com.operanttechnologies.persistence.usage;

import com.github.f4b6a3.uuid.UuidCreator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * A request, a use of a feature, or an error. Immutable. What is wrong with one is told when it is ingested, so that
 * the others of its batch are kept.
 *
 * @param id with its time tells a repeated delivery from another event
 * @param name which request, feature or error, such as {@code dashboard.open}: a name of the product's own on one line,
 *     1 to 200 characters, nothing that a person typed
 * @param accountId whose it was; empty where nobody was signed in. The account may be gone by now
 * @param occurredAt when it happened; microseconds, what is finer is cut off
 * @param durationMillis how long it took, in milliseconds, from 0
 * @param statusCode status of HTTP, 100 to 599
 * @param client where it came from
 * @param details what else helps to understand it: a JSON object of at most 8 KiB in UTF-8 and 100 levels, kept to the
 *     character
 */
public record UsageEvent(
        UUID id,
        EventKind kind,
        String name,
        Optional<UUID> accountId,
        Instant occurredAt,
        OptionalInt durationMillis,
        OptionalInt statusCode,
        Client client,
        Optional<String> details) {

    public UsageEvent {
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
    }

    /** An event with an id of its own, of which nothing more is known. */
    public static UsageEvent of(EventKind kind, String name, Instant occurredAt) {
        return new UsageEvent(
                UuidCreator.getTimeOrderedEpoch(),
                kind,
                name,
                Optional.empty(),
                occurredAt,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Client.UNKNOWN,
                Optional.empty());
    }

    /** The same, of an account. */
    public UsageEvent by(UUID account) {
        return new UsageEvent(
                id, kind, name, Optional.of(account), occurredAt, durationMillis, statusCode, client, details);
    }

    /** The same, from a client. */
    public UsageEvent from(Client sender) {
        return new UsageEvent(id, kind, name, accountId, occurredAt, durationMillis, statusCode, sender, details);
    }

    /** The same, answered with a status after so many milliseconds. */
    public UsageEvent answered(int status, int millis) {
        return new UsageEvent(
                id, kind, name, accountId, occurredAt, OptionalInt.of(millis), OptionalInt.of(status), client, details);
    }

    /** The same with details. */
    public UsageEvent with(String json) {
        return new UsageEvent(
                id, kind, name, accountId, occurredAt, durationMillis, statusCode, client, Optional.of(json));
    }

    /** Leaves out who it was and the details. */
    @Override
    public String toString() {
        return "UsageEvent[" + id + ", " + kind + ", " + name + ", " + occurredAt + "]";
    }
}
