package com.operanttechnologies.persistence.audit;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Optional;

/**
 * An administrative action as it was recorded.
 *
 * @param number 1, 2, 3… of the Customer
 * @param at when it was recorded, by the database's clock; microseconds
 * @param actor who acted: {@code account:<id>}, {@code job:<name>} or {@code signup}
 * @param action what was done, such as {@code account.role_changed}
 * @param objectType to what sort of thing
 * @param objectId to which one
 * @param address from which address, as far as it was known
 * @param reason why
 * @param requestId request in which it was done, as it stands in the application's logs
 * @param details a JSON object, to the character as it was given
 * @param hash SHA-256 over all of that and over the entry before, in 64 lower-case hexadecimal digits
 */
public record AuditEntry(
        long number,
        Instant at,
        String actor,
        String action,
        String objectType,
        String objectId,
        Optional<InetAddress> address,
        String reason,
        String requestId,
        String details,
        String hash) {

    /** What tells later that this entry and all before it are still what they are now; keep it elsewhere. */
    public AuditAnchor anchor() {
        return new AuditAnchor(number, hash);
    }

    /** Leaves out address, reason and details, which can name anybody. */
    @Override
    public String toString() {
        return "AuditEntry[" + number + ", " + at + ", " + actor + ", " + action + ", " + objectType + " " + objectId
                + "]";
    }
}
