package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.OUTAGE;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN_STATUS;
import static org.jooq.impl.DSL.currentOffsetDateTime;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.row;
import static org.jooq.impl.DSL.values;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.gateway.DueWork;
import com.operanttechnologies.persistence.gateway.WorkKind;
import com.operanttechnologies.persistence.internal.jooq.ChunkedInsert;
import com.operanttechnologies.persistence.internal.jooq.OneOf;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.InsertValuesStepN;
import org.jooq.Query;
import org.jooq.Record3;
import org.jooq.Result;
import org.jooq.Row2;
import org.jooq.Table;
import org.jspecify.annotations.Nullable;

/**
 * What a batch says about the screens now. Their status rows are locked first, in one order, which is what concurrent
 * batches and the search for silent screens meet at.
 */
final class StatusUpdate {

    private static final List<Field<?>> COLUMNS = List.of(
            SCREEN_STATUS.CUSTOMER_ID,
            SCREEN_STATUS.SCREEN_ID,
            SCREEN_STATUS.LAST_SEEN_AT,
            SCREEN_STATUS.VIEWPORT_WIDTH,
            SCREEN_STATUS.VIEWPORT_HEIGHT,
            SCREEN_STATUS.BROWSER,
            SCREEN_STATUS.SHOWN_DASHBOARD_ID,
            SCREEN_STATUS.SHOWN_NUMBER);

    private final TenantSession session;
    private final Instant now;

    StatusUpdate(TenantSession session, Instant now) {
        this.session = session;
        this.now = now;
    }

    /** @param byScreen at least one heartbeat of each screen, in the order of time */
    void see(SortedMap<UUID, List<Heartbeat>> byScreen) {
        if (byScreen.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> newest = new ArrayList<>();
        List<Row2<UUID, OffsetDateTime>> back = new ArrayList<>();
        for (Record3<UUID, OffsetDateTime, OffsetDateTime> status : lock(byScreen.keySet())) {
            Instant lastSeen = status.value2().toInstant();
            List<Heartbeat> reported = byScreen.getOrDefault(status.value1(), List.of());
            Heartbeat last = reported.get(reported.size() - 1);
            if (last.reportedAt().isAfter(lastSeen)) {
                newest.add(status(last));
                if (status.value3() != null) {
                    // The first sign of life, as if the batch had come one by one.
                    Instant first = reported.stream()
                            .map(Heartbeat::reportedAt)
                            .filter(lastSeen::isBefore)
                            .findFirst()
                            .orElseThrow();
                    back.add(row(status.value1(), RelayTime.sql(first)));
                }
            }
        }
        new ChunkedInsert(session, SCREEN_STATUS, COLUMNS, StatusUpdate::onConflict).execute(newest);
        if (!back.isEmpty()) {
            endOutages(back);
            // Only now, and not at each heartbeat, as all of the Customer's batches would wait for each other's note.
            new DueWork(session).announce(WorkKind.RELAY_OUTAGE, now);
        }
    }

    /** An unpaired screen has no status, and gets none by what it sent before. */
    private Result<Record3<UUID, OffsetDateTime, OffsetDateTime>> lock(Set<UUID> screens) {
        return session.dsl()
                .select(SCREEN_STATUS.SCREEN_ID, SCREEN_STATUS.LAST_SEEN_AT, SCREEN_STATUS.OUTAGE_STARTED_AT)
                .from(SCREEN_STATUS)
                .where(OneOf.of(SCREEN_STATUS.SCREEN_ID, screens))
                .orderBy(SCREEN_STATUS.SCREEN_ID)
                .forNoKeyUpdate()
                .fetch();
    }

    private static Query onConflict(InsertValuesStepN<?> insert) {
        return insert.onConflict(SCREEN_STATUS.CUSTOMER_ID, SCREEN_STATUS.SCREEN_ID)
                .doUpdate()
                .set(SCREEN_STATUS.LAST_SEEN_AT, excluded(SCREEN_STATUS.LAST_SEEN_AT))
                .set(SCREEN_STATUS.RECEIVED_AT, currentOffsetDateTime())
                .set(SCREEN_STATUS.VIEWPORT_WIDTH, excluded(SCREEN_STATUS.VIEWPORT_WIDTH))
                .set(SCREEN_STATUS.VIEWPORT_HEIGHT, excluded(SCREEN_STATUS.VIEWPORT_HEIGHT))
                .set(SCREEN_STATUS.BROWSER, excluded(SCREEN_STATUS.BROWSER))
                .set(SCREEN_STATUS.SHOWN_DASHBOARD_ID, excluded(SCREEN_STATUS.SHOWN_DASHBOARD_ID))
                .set(SCREEN_STATUS.SHOWN_NUMBER, excluded(SCREEN_STATUS.SHOWN_NUMBER))
                .set(SCREEN_STATUS.OUTAGE_STARTED_AT, inline(null, SCREEN_STATUS.OUTAGE_STARTED_AT))
                .where(excluded(SCREEN_STATUS.LAST_SEEN_AT).gt(SCREEN_STATUS.LAST_SEEN_AT));
    }

    private @Nullable Object[] status(Heartbeat last) {
        return new @Nullable Object[] {
            session.customerId(),
            last.screenId(),
            RelayTime.sql(last.reportedAt()),
            last.viewportWidth(),
            last.viewportHeight(),
            last.browser(),
            last.shown().map(ShownVersion::dashboardId).orElse(null),
            last.shown().map(ShownVersion::number).orElse(null)
        };
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private void endOutages(List<Row2<UUID, OffsetDateTime>> back) {
        Table<?> ended = values(back.toArray(new Row2[0])).as("ended", "screen_id", "ended_at");
        session.dsl()
                .update(OUTAGE)
                .set(OUTAGE.ENDED_AT, ended.field("ended_at", OUTAGE.ENDED_AT.getDataType()))
                .from(ended)
                .where(OUTAGE.SCREEN_ID.eq(ended.field("screen_id", OUTAGE.SCREEN_ID.getDataType())))
                .and(OUTAGE.ENDED_AT.isNull())
                .execute();
    }
}
