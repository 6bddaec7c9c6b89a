package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.gateway.EmailAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That nothing is sent to an address. An address may have several, each for a reason of its own, and gets mail again
 * only when all are lifted.
 *
 * @param suppressionId unique within the Customer; UUIDv7
 * @param suppressedAt by the database's clock
 * @param suppressedBy actor of the scope: {@code job:unsubscribe} where the person followed the link
 * @param lifted when it no longer holds
 */
public record Suppression(
        UUID suppressionId,
        EmailAddress email,
        SuppressionReason reason,
        Instant suppressedAt,
        String suppressedBy,
        Optional<Lifted> lifted) {

    /**
     * The end of a suppression.
     *
     * @param at by the database's clock
     * @param by actor of the scope
     * @param why in words
     */
    public record Lifted(Instant at, String by, String why) {}

    /** Leaves the address out. */
    @Override
    public String toString() {
        return "Suppression[" + suppressionId + ", " + reason + ", " + suppressedAt + ", " + suppressedBy + ", "
                + lifted + "]";
    }
}
