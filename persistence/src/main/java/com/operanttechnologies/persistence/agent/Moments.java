package com.operanttechnologies.persistence.agent;

import com.operanttechnologies.persistence.TenantSession;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** Times as the database keeps them: microseconds, in UTC. */
final class Moments {

    private Moments() {}

    static OffsetDateTime now(TenantSession session) {
        return of(session.clock().instant());
    }

    static OffsetDateTime of(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
