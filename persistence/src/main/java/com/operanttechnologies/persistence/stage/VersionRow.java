package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;

import java.util.List;
import org.jooq.Record;
import org.jooq.SelectField;

/** How rows of stage.dashboard_version are read: with their content only where it is asked for, as it may be 2 MiB. */
final class VersionRow {

    static final List<SelectField<?>> DESCRIPTION = List.of(
            DASHBOARD_VERSION.DASHBOARD_ID,
            DASHBOARD_VERSION.NUMBER,
            DASHBOARD_VERSION.CREATED_AT,
            DASHBOARD_VERSION.CREATED_BY);

    private VersionRow() {}

    static DashboardVersion version(Record row) {
        return new DashboardVersion(
                row.get(DASHBOARD_VERSION.DASHBOARD_ID),
                row.get(DASHBOARD_VERSION.NUMBER),
                row.get(DASHBOARD_VERSION.CREATED_AT).toInstant(),
                row.get(DASHBOARD_VERSION.CREATED_BY));
    }

    static DashboardContent content(Record row) {
        return new DashboardContent(
                version(row), row.get(DASHBOARD_VERSION.CONTENT).data());
    }
}
