package com.operanttechnologies.persistence.quoting;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A quote without its lines.
 *
 * @param id unique within the Customer; UUIDv7
 * @param number 1, 2, 3… within the Customer, without gaps; empty until it is sent for the first time
 * @param revision 1, 2, 3… of the draft, or of what was sent last
 * @param status that of this revision
 * @param content of the draft, or of what was sent last
 * @param createdAt microseconds, as all times here
 * @param createdBy actor of the scope that created it, such as {@code account:<id>}
 * @param updatedAt when content, lines or status changed last
 * @param version optimistic lock of content, lines and status together: what the next change of any of them expects, so
 *     that nobody sends or accepts what they haven't seen
 */
public record Quote(
        UUID id,
        Optional<Integer> number,
        int revision,
        QuoteStatus status,
        QuoteContent content,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        long version) {}
