package com.operanttechnologies.persistence.internal.jooq;

import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.of;
import static com.operanttechnologies.persistence.internal.jooq.ComparedStatement.same;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.A;
import static com.operanttechnologies.persistence.internal.jooq.TwoCustomers.dashboard;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static org.jooq.impl.DSL.select;

import com.operanttechnologies.persistence.internal.tables.stage.tables.Dashboard;
import com.operanttechnologies.persistence.internal.tables.stage.tables.records.DashboardRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jooq.JSON;

/** Batches. */
final class BatchStatements {

    private static final Dashboard D = DASHBOARD.as("d");
    private static final UUID NEW = dashboard(9);

    private BatchStatements() {}

    static Stream<ComparedStatement> all() {
        return Stream.of(
                of(
                        "batch of queries",
                        c -> list(c.batch(
                                        c.update(DASHBOARD).set(DASHBOARD.TITLE, "new"),
                                        c.deleteFrom(PUBLICATION),
                                        c.insertInto(
                                                        DASHBOARD,
                                                        DASHBOARD.CUSTOMER_ID,
                                                        DASHBOARD.DASHBOARD_ID,
                                                        DASHBOARD.TITLE)
                                                .values(A, NEW, "new"))
                                .execute())),
                of(
                        "batch of bind values",
                        c -> list(c.batch(c.update(DASHBOARD)
                                        .set(DASHBOARD.TITLE, (String) null)
                                        .where(DASHBOARD.DASHBOARD_ID.in(
                                                select(D.DASHBOARD_ID).from(D).where(D.VERSION.eq((Long) null))))
                                        .and(DASHBOARD.DASHBOARD_ID.eq((UUID) null)))
                                .bind("one", 1L, dashboard(1))
                                .bind("two", 1L, dashboard(2))
                                .execute())),
                same(
                        "batch insert of bind values",
                        c -> list(c.batch(c.insertInto(
                                                DASHBOARD,
                                                DASHBOARD.CUSTOMER_ID,
                                                DASHBOARD.DASHBOARD_ID,
                                                DASHBOARD.TITLE)
                                        .values((UUID) null, null, null))
                                .bind(A, NEW, "one")
                                .bind(A, dashboard(10), "two")
                                .execute())),
                of("batch of records", c -> {
                    List<DashboardRecord> records = new ArrayList<>(c.selectFrom(DASHBOARD)
                            .orderBy(DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                            .fetch());
                    records.forEach(record -> record.setTitle("new " + record.getTitle()));
                    return List.of(
                            list(c.batchUpdate(records).execute()),
                            list(c.batchStore(records).execute()));
                }),
                of("batch delete of records", c -> {
                    var records = c.selectFrom(DASHBOARD)
                            .where(DASHBOARD.LATEST_VERSION.eq(0))
                            .fetch();
                    return list(c.batchDelete(records).execute());
                }),
                same("batch insert of records", c -> {
                    List<DashboardRecord> records = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        DashboardRecord record = c.newRecord(DASHBOARD);
                        record.setCustomerId(A);
                        record.setDashboardId(dashboard(20 + i));
                        record.setTitle("new");
                        records.add(record);
                    }
                    return list(c.batchInsert(records).execute());
                }),
                same(
                        "json value",
                        c -> c.insertInto(DASHBOARD_VERSION)
                                .set(DASHBOARD_VERSION.CUSTOMER_ID, A)
                                .set(DASHBOARD_VERSION.DASHBOARD_ID, dashboard(3))
                                .set(DASHBOARD_VERSION.NUMBER, 1)
                                .set(DASHBOARD_VERSION.CONTENT, JSON.valueOf("{}"))
                                .set(DASHBOARD_VERSION.CREATED_BY, "A")
                                .execute()));
    }

    private static List<Integer> list(int[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }
}
