package com.operanttechnologies.tenancytests.benchmark;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.DEPLOYMENT;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN_STATUS;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record4;

/**
 * The statements of all jOOQ variants, so that they differ in nothing but who says which Customer. Without a predicate
 * by hand that is the layer or row-level security.
 */
final class Statements {

    private final DSLContext dsl;
    private final UUID customerId;
    private final boolean byHand;

    Statements(DSLContext dsl, UUID customerId, boolean byHand) {
        this.dsl = dsl;
        this.customerId = customerId;
        this.byHand = byHand;
    }

    private Condition own(Field<UUID> column) {
        return byHand ? column.eq(customerId) : noCondition();
    }

    ScreenRow screen(UUID screenId) {
        return dsl.select(SCREEN.SCREEN_ID, SCREEN.NAME, SCREEN.LOCATION, SCREEN.STATE)
                .from(SCREEN)
                .where(own(SCREEN.CUSTOMER_ID))
                .and(SCREEN.SCREEN_ID.eq(screenId))
                .fetchSingle(Statements::row4);
    }

    List<ScreenRow> page(String name, UUID screenId) {
        return dsl.select(SCREEN.SCREEN_ID, SCREEN.NAME, SCREEN.LOCATION, SCREEN.STATE)
                .from(SCREEN)
                .where(own(SCREEN.CUSTOMER_ID))
                .and(row(SCREEN.NAME, SCREEN.SCREEN_ID).ge(name, screenId))
                .orderBy(SCREEN.NAME, SCREEN.SCREEN_ID)
                .limit(Operation.PAGE)
                .fetch(Statements::row4);
    }

    ShowingRow showing(UUID screenId) {
        return dsl.select(
                        SCREEN.SCREEN_ID,
                        SCREEN.NAME,
                        SCREEN_STATUS.VIEWPORT_WIDTH,
                        DASHBOARD.TITLE,
                        DASHBOARD_VERSION.NUMBER,
                        DEPLOYMENT.DEPLOYED_AT)
                .from(SCREEN)
                .join(SCREEN_STATUS)
                .on(SCREEN_STATUS.CUSTOMER_ID.eq(SCREEN.CUSTOMER_ID))
                .and(SCREEN_STATUS.SCREEN_ID.eq(SCREEN.SCREEN_ID))
                .join(DEPLOYMENT)
                .on(DEPLOYMENT.CUSTOMER_ID.eq(SCREEN.CUSTOMER_ID))
                .and(DEPLOYMENT.SCREEN_ID.eq(SCREEN.SCREEN_ID))
                .join(DASHBOARD)
                .on(DASHBOARD.CUSTOMER_ID.eq(DEPLOYMENT.CUSTOMER_ID))
                .and(DASHBOARD.DASHBOARD_ID.eq(DEPLOYMENT.DASHBOARD_ID))
                .join(DASHBOARD_VERSION)
                .on(DASHBOARD_VERSION.CUSTOMER_ID.eq(DEPLOYMENT.CUSTOMER_ID))
                .and(DASHBOARD_VERSION.DASHBOARD_ID.eq(DEPLOYMENT.DASHBOARD_ID))
                .and(DASHBOARD_VERSION.NUMBER.eq(DEPLOYMENT.NUMBER))
                .where(own(SCREEN.CUSTOMER_ID))
                .and(SCREEN.SCREEN_ID.eq(screenId))
                .fetchSingle(row -> new ShowingRow(
                        row.value1(),
                        row.value2(),
                        row.value3(),
                        row.value4(),
                        row.value5(),
                        row.value6().toInstant()));
    }

    String title(UUID dashboardId) {
        return dsl.select(DASHBOARD.TITLE)
                .from(DASHBOARD)
                .where(own(DASHBOARD.CUSTOMER_ID))
                .and(DASHBOARD.DASHBOARD_ID.eq(dashboardId))
                .fetchSingle(DASHBOARD.TITLE);
    }

    int move(UUID screenId, String location) {
        return dsl.update(SCREEN)
                .set(SCREEN.LOCATION, location)
                .set(SCREEN.UPDATED_AT, OffsetDateTime.now(ZoneOffset.UTC))
                .set(SCREEN.VERSION, SCREEN.VERSION.plus(1))
                .where(own(SCREEN.CUSTOMER_ID))
                .and(SCREEN.SCREEN_ID.eq(screenId))
                .execute();
    }

    int insertDashboard(UUID dashboardId, String title) {
        return dsl.insertInto(DASHBOARD, DASHBOARD.CUSTOMER_ID, DASHBOARD.DASHBOARD_ID, DASHBOARD.TITLE)
                .values(customerId, dashboardId, title)
                .execute();
    }

    private static ScreenRow row4(Record4<UUID, String, String, String> row) {
        return new ScreenRow(row.value1(), row.value2(), row.value3(), row.value4());
    }
}
