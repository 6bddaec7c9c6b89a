package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.CLIENT_ERROR;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.HEARTBEAT;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.internal.jooq.ChunkedInsert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/** The history of a batch: heartbeats in order, of different keys, and their errors. */
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
    private final SortedMap<UUID, List<Heartbeat>> byScreen;
    private final List<Heartbeat> items;

    private HeartbeatBatch(TenantSession session, SortedMap<UUID, List<Heartbeat>> byScreen) {
        this.session = session;
        this.byScreen = byScreen;
        this.items = byScreen.values().stream().flatMap(List::stream).toList();
    }

    /**
     * Heartbeats in the order in which every batch is written, by screen and time, so that no two batches wait in a
     * ring.
     *
     * @param heartbeats in any order; of those of the same screen and time the first one counts
     */
    static HeartbeatBatch of(TenantSession session, List<Heartbeat> heartbeats) {
        Map<UUID, List<Heartbeat>> byScreen = new HashMap<>();
        for (Heartbeat heartbeat : heartbeats) {
            byScreen.computeIfAbsent(heartbeat.screenId(), screen -> new ArrayList<>())
                    .add(heartbeat);
        }
        byScreen.replaceAll((screen, own) -> inOrder(own));
        return new HeartbeatBatch(session, new TreeMap<>(byScreen));
    }

    private static List<Heartbeat> inOrder(List<Heartbeat> ofScreen) {
        // Stable, so the first of equals stays the first.
        ofScreen.sort(Comparator.comparing(Heartbeat::reportedAt));
        List<Heartbeat> different = new ArrayList<>(ofScreen.size());
        for (Heartbeat heartbeat : ofScreen) {
            if (different.isEmpty()
                    || !heartbeat
                            .reportedAt()
                            .equals(different.get(different.size() - 1).reportedAt())) {
                different.add(heartbeat);
            }
        }
        return different;
    }

    /** Of each screen that reported something, in the order of time. */
    SortedMap<UUID, List<Heartbeat>> byScreen() {
        return byScreen;
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
