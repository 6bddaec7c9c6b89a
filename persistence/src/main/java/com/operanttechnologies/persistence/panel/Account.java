package com.operanttechnologies.persistence.panel;

import com.operanttechnologies.persistence.gateway.EmailAddress;
import java.time.Instant;
import java.util.UUID;

/**
 * A person who signs in; belongs to one Customer.
 *
 * @param accountId its id
 * @param email work email; the same person may have an account at another Customer with the same one
 * @param displayName the person's name
 * @param role what the person may do
 * @param theme how the products look
 * @param createdAt when it was created
 * @param updatedAt when it was changed last
 * @param version optimistic lock, one more at each update
 */
public record Account(
        UUID accountId,
        EmailAddress email,
        String displayName,
        AccountRole role,
        Theme theme,
        Instant createdAt,
        Instant updatedAt,
        long version) {}
