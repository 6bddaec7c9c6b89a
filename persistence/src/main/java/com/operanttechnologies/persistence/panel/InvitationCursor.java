package com.operanttechnologies.persistence.panel;

import java.time.Instant;
import java.util.UUID;

/**
 * A place in a list of invitations.
 *
 * @param createdAt of the last invitation of the page before
 * @param invitationId of the same
 */
public record InvitationCursor(Instant createdAt, UUID invitationId) {}
