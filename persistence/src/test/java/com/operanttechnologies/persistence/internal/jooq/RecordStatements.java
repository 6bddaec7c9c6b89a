package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.of;
import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.same;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.A;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.B;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.dashboard;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;

import com.operanttechnologies.persistence.internal.tables.stage.tables.records.DashboardRecord;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What updatable records do. */
final class RecordStatements {

    private static final UUID NEW = dashboard(9);

    private RecordStatements() {}

    static Stream<ComparedStatement> all() {
        return Stream.of(
                of("fetchOne, change and store", c -> {
                    DashboardRecord record = c.fetchOne(DASHBOARD, DASHBOARD.TITLE.eq("A-1"));
                    record.setTitle("new");
                    return List.of(record.store(), c.fetchExists(DASHBOARD, DASHBOARD.TITLE.eq("B-1")));
                }),
                same("new record stored, refreshed and deleted", c -> {
                    DashboardRecord record = c.newRecord(DASHBOARD);
                    record.setCustomerId(A);
                    record.setDashboardId(NEW);
                    record.setTitle("new");
                    int stored = record.store();
                    record.refresh();
                    String refreshed = record.toString();
                    record.setTitle("newer");
                    int updated = record.update();
                    return List.of(stored, refreshed, updated, record.delete());
                }),
                same("merged", c -> {
                    DashboardRecord record = c.newRecord(DASHBOARD);
                    record.setCustomerId(A);
                    record.setDashboardId(dashboard(1));
                    record.setTitle("new");
                    return record.merge();
                }),
                of("another Customer's record is neither changed nor deleted", c -> {
                    DashboardRecord record = c.newRecord(DASHBOARD);
                    record.setCustomerId(B);
                    record.setDashboardId(dashboard(4));
                    record.setTitle("B-4");
                    record.changed(DASHBOARD.CUSTOMER_ID, false);
                    return c.executeUpdate(record) + c.executeDelete(record);
                }),
                of("executeUpdate with condition", c -> {
                    DashboardRecord record = c.newRecord(DASHBOARD);
                    record.setTitle("new");
                    return c.executeUpdate(record, DASHBOARD.VERSION.eq(1L));
                }));
    }
}
