package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.val;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.internal.tables.stage.tables.records.DashboardRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.JSON;

/** The content of a Customer's dashboards: versions that are numbered 1, 2, 3… and never change. */
public final class DashboardVersionRepository {

    private final TenantSession session;

    public DashboardVersionRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Saves content as the version after the one it was made from.
     *
     * @param expectedLatest number of the newest version as it was read, 0 for the first; {@link
     *     Dashboard#latestVersion()}
     * @param json a JSON object of at most 2 MiB in UTF-8; kept to the character
     * @return version {@code expectedLatest + 1}
     * @throws InvalidInputException when the content is longer, or no JSON object
     * @throws NotFoundException when the Customer has no such dashboard
     * @throws ConflictException when somebody has saved another version meanwhile; it names the newest number
     */
    public DashboardVersion save(UUID dashboardId, int expectedLatest, String json) {
        StageLimits.requireContent(json);
        OffsetDateTime now = session.clock().instant().atOffset(ZoneOffset.UTC);
        // The dashboard's row is what two savers meet at: the second waits for the first, then finds another number
        // there. One statement, so the row isn't held while the content travels.
        CommonTableExpression<DashboardRecord> numbered = name("numbered")
                .as(session.dsl()
                        .update(DASHBOARD)
                        .set(DASHBOARD.LATEST_VERSION, DASHBOARD.LATEST_VERSION.plus(1))
                        .set(DASHBOARD.UPDATED_AT, now)
                        .where(DASHBOARD.DASHBOARD_ID.eq(dashboardId))
                        .and(DASHBOARD.LATEST_VERSION.eq(expectedLatest))
                        .returning());
        return session.dsl()
                .with(numbered)
                .insertInto(
                        DASHBOARD_VERSION,
                        DASHBOARD_VERSION.CUSTOMER_ID,
                        DASHBOARD_VERSION.DASHBOARD_ID,
                        DASHBOARD_VERSION.NUMBER,
                        DASHBOARD_VERSION.CONTENT,
                        DASHBOARD_VERSION.CREATED_AT)
                .select(session.dsl()
                        .select(
                                val(session.customerId()),
                                numbered.field(DASHBOARD.DASHBOARD_ID),
                                numbered.field(DASHBOARD.LATEST_VERSION),
                                val(JSON.json(json)),
                                val(now))
                        .from(numbered))
                .returningResult(VersionRow.DESCRIPTION)
                .fetchOptional(VersionRow::version)
                .orElseThrow(() -> missed(dashboardId, expectedLatest));
    }

    /**
     * @throws NotFoundException when the Customer has no such version
     */
    public DashboardContent get(UUID dashboardId, int number) {
        return session.dsl()
                .select(VersionRow.DESCRIPTION)
                .select(DASHBOARD_VERSION.CONTENT)
                .from(DASHBOARD_VERSION)
                .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(dashboardId))
                .and(DASHBOARD_VERSION.NUMBER.eq(number))
                .fetchOptional(VersionRow::content)
                .orElseThrow(() -> notFound(dashboardId, number));
    }

    /**
     * A version without its content.
     *
     * @throws NotFoundException when the Customer has no such version
     */
    public DashboardVersion describe(UUID dashboardId, int number) {
        return session.dsl()
                .select(VersionRow.DESCRIPTION)
                .from(DASHBOARD_VERSION)
                .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(dashboardId))
                .and(DASHBOARD_VERSION.NUMBER.eq(number))
                .fetchOptional(VersionRow::version)
                .orElseThrow(() -> notFound(dashboardId, number));
    }

    /** The newest version; empty when nothing was saved yet, or the Customer has no such dashboard. */
    public Optional<DashboardContent> latest(UUID dashboardId) {
        return session.dsl()
                .select(VersionRow.DESCRIPTION)
                .select(DASHBOARD_VERSION.CONTENT)
                .from(DASHBOARD_VERSION)
                .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(dashboardId))
                .orderBy(DASHBOARD_VERSION.NUMBER.desc())
                .limit(1)
                .fetchOptional(VersionRow::content);
    }

    /**
     * Lists versions without their content, the newest first; none when the Customer has no such dashboard. The cursor
     * is the number of a page's last version.
     */
    public Page<DashboardVersion, Integer> list(UUID dashboardId, PageRequest<Integer> request) {
        Condition after = request.after().map(DASHBOARD_VERSION.NUMBER::lt).orElse(noCondition());
        return Page.of(
                session.dsl()
                        .select(VersionRow.DESCRIPTION)
                        .from(DASHBOARD_VERSION)
                        .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(dashboardId))
                        .and(after)
                        .orderBy(DASHBOARD_VERSION.NUMBER.desc())
                        .limit(request.fetchSize())
                        .fetch(VersionRow::version),
                request,
                DashboardVersion::number);
    }

    private RuntimeException missed(UUID dashboardId, int expectedLatest) {
        Integer latest = session.dsl()
                .select(DASHBOARD.LATEST_VERSION)
                .from(DASHBOARD)
                .where(DASHBOARD.DASHBOARD_ID.eq(dashboardId))
                .fetchOne(DASHBOARD.LATEST_VERSION);
        return OptimisticLock.missed(
                "Content of dashboard " + dashboardId,
                expectedLatest,
                latest == null ? null : latest.longValue(),
                () -> DashboardRepository.notFound(dashboardId));
    }

    static NotFoundException notFound(UUID dashboardId, int number) {
        return new NotFoundException("The Customer has no version " + number + " of a dashboard " + dashboardId
                + "; list its versions to see which it has");
    }
}
