package com.operanttechnologies.persistence.panel;

import java.time.Instant;
import java.util.UUID;

/**
 * A person's stay after signing in.
 *
 * @param handle names it
 * @param accountId whose it is
 * @param createdAt when it was opened
 * @param expiresAt when it ends by itself
 */
public record Session(SessionHandle handle, UUID accountId, Instant createdAt, Instant expiresAt) {}
