package com.operanttechnologies.persistence.relay;

import com.operanttechnologies.persistence.TenantSession;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times as the database keeps them: microseconds. */
final class RelayTime {

    private RelayTime() {}

    static Instant now(TenantSession session) {
        return micros(session.clock().instant());
    }

    /**
     * Later than anything that a screen may have reported: naming it in a list lets PostgreSQL leave out the partitions
     * of later days and the one for all other times, and then it reads day by day from the newest on, no further than
     * needed.
     */
    static OffsetDateTime future(TenantSession session) {
        return sql(now(session).plus(1, ChronoUnit.DAYS));
    }

    static Instant micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    static OffsetDateTime sql(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    static @Nullable Instant orNull(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
