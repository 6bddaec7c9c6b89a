package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.CLIENT_ERROR;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.HEARTBEAT;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.internal.jooq.ChunkedInsert;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** The history of a batch: heartbeats that are in order and have different keys, and their errors. */
final class HeartbeatBatch {

    private static final List<Field<?>> HEARTBEAT_COLUMNS = List.of(
            HEARTBEAT.CUSTOMER_ID,
            HEARTBEAT.SCREEN_ID,
            HEARTBEAT.REPORTED_AT,
            HEARTBEAT.VIEWPORT_WIDTH,
            HEARTBEAT.VIEWPORT_HEIGHT,
            HEARTBEAT.BROWSER,
            HEARTBEAT.SHOWN_DASHBOARD_ID,
            HEARTBEAT.SHOWN_NUMBER);

    private static final List<Field<?>> ERROR_COLUMNS = List.of(
            CLIENT_ERROR.CUSTOMER_ID,
            CLIENT_ERROR.SCREEN_ID,
            CLIENT_ERROR.OCCURRED_AT,
            CLIENT_ERROR.REPORTED_AT,
            CLIENT_ERROR.ORDINAL,
            CLIENT_ERROR.MESSAGE,
            CLIENT_ERROR.SOURCE,
            CLIENT_ERROR.LINE,
            CLIENT_ERROR.STACK);

    private final TenantSession session;
    private final List<Heartbeat> items;

    HeartbeatBatch(TenantSession session, List<Heartbeat> items) {
        this.session = session;
        this.items = items;
    }

    List<Heartbeat> items() {
        return items;
    }

    /** Returns how many were not there yet. */
    int insert() {
        UUID customer = session.customerId();
        List<@Nullable Object[]> rows = new ArrayList<>(items.size());
        for (Heartbeat item : items) {
            rows.add(new @Nullable Object[] {
                customer,
                item.screenId(),
                RelayTime.sql(item.reportedAt()),
                item.viewportWidth(),
                item.viewportHeight(),
                item.browser(),
                item.shown().map(ShownVersion::dashboardId).orElse(null),
                item.shown().map(ShownVersion::number).orElse(null)
            });
        }
        return new ChunkedInsert(session, HEARTBEAT, HEARTBEAT_COLUMNS, insert -> insert.onConflictDoNothing())
                .execute(rows);
    }

    /** Those of a heartbeat that was there already are there already, too. */
    void insertErrors() {
        UUID customer = session.customerId();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Heartbeat item : items) {
            int ordinal = 0;
            for (ClientError error : item.errors()) {
                ordinal++;
                rows.add(new @Nullable Object[] {
                    customer,
                    item.screenId(),
                    RelayTime.sql(RelayTime.micros(error.occurredAt())),
                    RelayTime.sql(item.reportedAt()),
                    ordinal,
                    error.message(),
                    error.source(),
                    error.line().isPresent() ? error.line().getAsInt() : null,
                    error.stack()
                });
            }
        }
        new ChunkedInsert(session, CLIENT_ERROR, ERROR_COLUMNS, insert -> insert.onConflictDoNothing()).execute(rows);
    }
}
