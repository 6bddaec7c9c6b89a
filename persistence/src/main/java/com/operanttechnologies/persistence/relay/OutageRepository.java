package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.OUTAGE;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.internal.tables.relay.tables.records.OutageRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/**
 * The outages of the Customer's screens (RLY-3), as {@link OutageDetector} finds them and a heartbeat ends them. As
 * thread-bound as its session.
 */
public final class OutageRepository {

    private final TenantSession session;

    public OutageRepository(TenantSession session) {
        this.session = session;
    }

    /** Lists the outages that last, the newest first. */
    public Page<Outage, OutageCursor> open(PageRequest<OutageCursor> request) {
        Condition after = request.after()
                .map(cursor -> row(OUTAGE.STARTED_AT, OUTAGE.SCREEN_ID)
                        .lt(RelayTime.sql(cursor.startedAt()), cursor.screenId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(OUTAGE)
                        .where(OUTAGE.ENDED_AT.isNull())
                        .and(after)
                        .orderBy(OUTAGE.STARTED_AT.desc(), OUTAGE.SCREEN_ID.desc())
                        .limit(request.fetchSize())
                        .fetch(OutageRepository::from),
                request,
                outage -> new OutageCursor(outage.startedAt(), outage.screenId()));
    }

    /**
     * Lists the outages of a screen, the newest first; none when the Customer has no such screen. The cursor is the
     * start of a page's last outage.
     */
    public Page<Outage, Instant> history(UUID screenId, PageRequest<Instant> request) {
        Condition after = request.after()
                .map(cursor -> OUTAGE.STARTED_AT.lt(RelayTime.sql(cursor)))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(OUTAGE)
                        .where(OUTAGE.SCREEN_ID.eq(screenId))
                        .and(after)
                        .orderBy(OUTAGE.STARTED_AT.desc())
                        .limit(request.fetchSize())
                        .fetch(OutageRepository::from),
                request,
                Outage::startedAt);
    }

    private static Outage from(OutageRecord row) {
        return new Outage(
                row.getScreenId(),
                row.getStartedAt().toInstant(),
                row.getDetectedAt().toInstant(),
                Optional.ofNullable(RelayTime.orNull(row.getEndedAt())));
    }
}
