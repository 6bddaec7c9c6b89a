package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.gateway.EmailAddress;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An invitation of a person to have an account at the Customer, without its token.
 *
 * @param invitationId its id, what the token leads to; UUIDv7
 * @param email where the token is sent, and what will be the account's work email
 * @param role what the account will be
 * @param state offered until it is accepted or revoked; what has expired stays offered
 * @param invitedBy actor of the scope that made it, as {@code account:<id>}
 * @param createdAt microseconds, as all times here
 * @param expiresAt from when on it can't be accepted any more
 * @param endedAt when it was accepted or revoked
 * @param version one more at each change
 */
public record Invitation(
        UUID invitationId,
        EmailAddress email,
        AccountRole role,
        InvitationState state,
        String invitedBy,
        Instant createdAt,
        Instant expiresAt,
        Optional<Instant> endedAt,
        long version) {

    /** Whether it could be accepted at that time. */
    public boolean isOpen(Instant at) {
        return state == InvitationState.OFFERED && at.isBefore(expiresAt);
    }
}
