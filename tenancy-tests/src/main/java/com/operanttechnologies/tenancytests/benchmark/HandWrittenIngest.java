package com.operanttechnologies.tenancytests.benchmark;

import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.relay.ShownVersion;
import com.operanttechnologies.persistence.usage.UsageEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** The ingest that a good programmer writes on plain JDBC: prepared batches, keyed so that they may be repeated. */
final class HandWrittenIngest {

    private static final String HEARTBEAT = "insert into relay.heartbeat (customer_id, screen_id, reported_at,"
            + " viewport_width, viewport_height, browser, shown_dashboard_id, shown_number)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";

    private static final String STATUS = "insert into relay.screen_status (customer_id, screen_id, last_seen_at,"
            + " viewport_width, viewport_height, browser, shown_dashboard_id, shown_number)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (customer_id, screen_id) do update set"
            + " last_seen_at = excluded.last_seen_at, received_at = current_timestamp,"
            + " viewport_width = excluded.viewport_width, viewport_height = excluded.viewport_height,"
            + " browser = excluded.browser, shown_dashboard_id = excluded.shown_dashboard_id,"
            + " shown_number = excluded.shown_number, outage_started_at = null"
            + " where excluded.last_seen_at > screen_status.last_seen_at";

    private static final String EVENT = "insert into usage.event (customer_id, event_id, kind, name, account_id,"
            + " occurred_at, duration_ms, status_code, ip, user_agent, country, region, details)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing";

    private HandWrittenIngest() {}

    static void heartbeats(Connection connection, UUID customerId, List<Heartbeat> batch) throws SQLException {
        insert(connection, HEARTBEAT, customerId, batch);
        Map<UUID, Heartbeat> newest = new HashMap<>();
        for (Heartbeat heartbeat : batch) {
            newest.merge(
                    heartbeat.screenId(),
                    heartbeat,
                    (one, other) -> one.reportedAt().isAfter(other.reportedAt()) ? one : other);
        }
        // In one order, so that two batches wait for each other rather than in a ring.
        insert(
                connection,
                STATUS,
                customerId,
                newest.values().stream()
                        .sorted((one, other) -> one.screenId().compareTo(other.screenId()))
                        .toList());
    }

    private static void insert(Connection connection, String sql, UUID customerId, List<Heartbeat> rows)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Heartbeat row : rows) {
                statement.setObject(1, customerId);
                statement.setObject(2, row.screenId());
                statement.setObject(3, row.reportedAt().atOffset(ZoneOffset.UTC));
                statement.setInt(4, row.viewportWidth());
                statement.setInt(5, row.viewportHeight());
                statement.setString(6, row.browser());
                statement.setObject(
                        7, row.shown().map(ShownVersion::dashboardId).orElse(null), Types.OTHER);
                statement.setObject(8, row.shown().map(ShownVersion::number).orElse(null), Types.INTEGER);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    static void usageEvents(Connection connection, UUID customerId, List<UsageEvent> batch) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EVENT)) {
            for (UsageEvent event : batch) {
                statement.setObject(1, customerId);
                statement.setObject(2, event.id());
                statement.setString(3, event.kind().name().toLowerCase(Locale.ROOT));
                statement.setString(4, event.name());
                statement.setObject(5, event.accountId().orElse(null), Types.OTHER);
                statement.setObject(6, event.occurredAt().atOffset(ZoneOffset.UTC));
                statement.setInt(7, event.durationMillis().orElseThrow());
                statement.setInt(8, event.statusCode().orElseThrow());
                statement.setObject(9, event.client().ip().orElse(null), Types.OTHER);
                statement.setString(10, event.client().userAgent().orElse(null));
                statement.setString(11, event.client().country().orElse(null));
                statement.setString(12, event.client().region().orElse(null));
                statement.setObject(13, event.details().orElse(null), Types.OTHER);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
