package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.OUTAGE;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN_STATUS;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.gateway.DueWork;
import com.operanttechnologies.persistence.gateway.WorkKind;
import com.operanttechnologies.persistence.internal.jooq.ChunkedInsert;
import com.operanttechnologies.persistence.internal.jooq.OneOf;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** One Customer's screens that have just become silent for too long. */
final class SilenceSearch {

    /** Screens of one transaction; the Customer stays due while there are more. */
    static final int MOST_SCREENS = 1_000;

    private static final List<Field<?>> COLUMNS =
            List.of(OUTAGE.CUSTOMER_ID, OUTAGE.SCREEN_ID, OUTAGE.STARTED_AT, OUTAGE.DETECTED_AT);

    private final TenantSession session;
    private final Duration silence;
    private final DueWork work;

    SilenceSearch(TenantSession session, Duration silence) {
        this.session = session;
        this.silence = silence;
        this.work = new DueWork(session);
    }

    /** Returns how many outages were found. */
    int search(OutageHandler handler) {
        // First the note: who pairs a screen or brings one back either is seen here, or announces after this. Where
        // another
        // worker has been here meanwhile there may be none, and nothing is found.
        work.lock(WorkKind.RELAY_OUTAGE);
        Instant now = RelayTime.now(session);
        List<Outage> outages = silent(now);
        if (!outages.isEmpty()) {
            open(outages);
            handler.surface(session, outages);
        }
        work.settle(WorkKind.RELAY_OUTAGE, next());
        return outages.size();
    }

    /** Locked; those that a batch of heartbeats has locked are left to it, and looked at again if they stay silent. */
    private List<Outage> silent(Instant now) {
        return session.dsl()
                .select(SCREEN_STATUS.SCREEN_ID, SCREEN_STATUS.LAST_SEEN_AT)
                .from(SCREEN_STATUS)
                .where(SCREEN_STATUS.OUTAGE_STARTED_AT.isNull())
                .and(SCREEN_STATUS.LAST_SEEN_AT.le(RelayTime.sql(now.minus(silence))))
                .orderBy(SCREEN_STATUS.LAST_SEEN_AT, SCREEN_STATUS.SCREEN_ID)
                .limit(MOST_SCREENS)
                .forNoKeyUpdate()
                .skipLocked()
                .fetch(row -> new Outage(row.value1(), row.value2().toInstant(), now, Optional.empty()));
    }

    private void open(List<Outage> outages) {
        List<@Nullable Object[]> rows = outages.stream()
                .map(outage -> new @Nullable Object[] {
                    session.customerId(),
                    outage.screenId(),
                    RelayTime.sql(outage.startedAt()),
                    RelayTime.sql(outage.detectedAt())
                })
                .toList();
        new ChunkedInsert(session, OUTAGE, COLUMNS, insert -> insert).execute(rows);
        session.dsl()
                .update(SCREEN_STATUS)
                .set(SCREEN_STATUS.OUTAGE_STARTED_AT, SCREEN_STATUS.LAST_SEEN_AT)
                .where(OneOf.of(
                        SCREEN_STATUS.SCREEN_ID,
                        outages.stream().map(Outage::screenId).toList()))
                .execute();
    }

    /** When the next screen can have been silent for long enough. */
    private Optional<Instant> next() {
        return session.dsl()
                .select(SCREEN_STATUS.LAST_SEEN_AT)
                .from(SCREEN_STATUS)
                .where(SCREEN_STATUS.OUTAGE_STARTED_AT.isNull())
                .orderBy(SCREEN_STATUS.LAST_SEEN_AT, SCREEN_STATUS.SCREEN_ID)
                .limit(1)
                .fetchOptional(SCREEN_STATUS.LAST_SEEN_AT)
                .map(OffsetDateTime::toInstant)
                .map(lastSeen -> lastSeen.plus(silence));
    }
}
