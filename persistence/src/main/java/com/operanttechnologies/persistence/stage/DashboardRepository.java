package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.SHARE_LINK;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.github.f4b6a3.uuid.UuidCreator;
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
import java.util.UUID;
import org.jooq.Condition;
import org.jooq.TableField;

/**
 * A Customer's dashboards: what they are called and whether they are in use. Each method is one statement, except
 * {@link #delete}.
 */
public final class DashboardRepository {

    /** SQLState of a foreign key: what Stage's own tables refer to goes with the dashboard, so it is a deployment's. */
    private static final String STILL_REFERRED_TO = "23503";

    private final TenantSession session;

    public DashboardRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Creates an empty draft.
     *
     * @throws InvalidInputException when the title doesn't have 1 to 200 characters
     */
    public Dashboard create(String title) {
        StageLimits.requireName("Title of a dashboard", title);
        OffsetDateTime now = now();
        return session.dsl()
                .insertInto(
                        DASHBOARD,
                        DASHBOARD.CUSTOMER_ID,
                        DASHBOARD.DASHBOARD_ID,
                        DASHBOARD.TITLE,
                        DASHBOARD.CREATED_AT,
                        DASHBOARD.UPDATED_AT)
                .values(session.customerId(), UuidCreator.getTimeOrderedEpoch(), title, now, now)
                .returning()
                .fetchSingle(DashboardRepository::dashboard);
    }

    /**
     * @throws NotFoundException when the Customer has no such dashboard
     */
    public Dashboard get(UUID id) {
        return session.dsl()
                .selectFrom(DASHBOARD)
                .where(DASHBOARD.DASHBOARD_ID.eq(id))
                .fetchOptional(DashboardRepository::dashboard)
                .orElseThrow(() -> notFound(id));
    }

    /**
     * Gives it another title.
     *
     * @param expectedVersion {@link Dashboard#version()} as it was read
     * @throws InvalidInputException when the title doesn't have 1 to 200 characters
     * @throws NotFoundException when the Customer has no such dashboard
     * @throws ConflictException when it was renamed, archived or restored meanwhile
     */
    public Dashboard rename(UUID id, long expectedVersion, String title) {
        StageLimits.requireName("Title of a dashboard", title);
        return change(id, expectedVersion, DASHBOARD.TITLE, title);
    }

    /**
     * Takes it off the list of those in use. What is published stays published; archiving what is archived is no error.
     *
     * @param expectedVersion {@link Dashboard#version()} as it was read
     * @throws NotFoundException when the Customer has no such dashboard
     * @throws ConflictException when it was renamed, archived or restored meanwhile
     */
    public Dashboard archive(UUID id, long expectedVersion) {
        return change(id, expectedVersion, DASHBOARD.ARCHIVED, true);
    }

    /**
     * Puts it back on the list of those in use.
     *
     * @param expectedVersion {@link Dashboard#version()} as it was read
     * @throws NotFoundException when the Customer has no such dashboard
     * @throws ConflictException when it was renamed, archived or restored meanwhile
     */
    public Dashboard restore(UUID id, long expectedVersion) {
        return change(id, expectedVersion, DASHBOARD.ARCHIVED, false);
    }

    /**
     * Deletes it with all its versions, its publication and its share links, whose tokens resolve no more, for good. A
     * link that is being made at the same time is waited for, and goes as well.
     *
     * @throws NotFoundException when the Customer has no such dashboard
     * @throws InvalidInputException when one of its versions is deployed to a screen; the transaction can't go on then
     */
    public void delete(UUID id) {
        boolean locked = session.dsl()
                .select(DASHBOARD.DASHBOARD_ID)
                .from(DASHBOARD)
                .where(DASHBOARD.DASHBOARD_ID.eq(id))
                .forUpdate()
                .fetch()
                .isNotEmpty();
        if (!locked) {
            throw notFound(id);
        }
        new ShareLinkRepository(session).deleteAll(SHARE_LINK.DASHBOARD_ID.eq(id));
        try {
            session.dsl()
                    .deleteFrom(DASHBOARD)
                    .where(DASHBOARD.DASHBOARD_ID.eq(id))
                    .execute();
        } catch (InvalidInputException e) {
            throw e.sqlState().equals(STILL_REFERRED_TO)
                    ? new InvalidInputException(
                            "Dashboard " + id + " can't be deleted while a screen shows it; withdraw it from its"
                                    + " screens first, which Relay's DeploymentRepository.screensShowing lists",
                            STILL_REFERRED_TO)
                    : e;
        }
    }

    /**
     * Lists dashboards by title, and by id where titles are the same. Titles are ordered as the database's collation
     * does.
     *
     * @param archived those taken out of use, or those in use
     */
    public Page<Dashboard, DashboardCursor> list(boolean archived, PageRequest<DashboardCursor> request) {
        return page(archived, noCondition(), request);
    }

    /**
     * Lists dashboards whose title contains a text, whatever the case, in the order of {@link #list}.
     *
     * @param archived those taken out of use, or those in use
     * @param fragment at most 200 characters, taken literally: {@code %} and {@code _} mean themselves. Every title
     *     contains the empty text.
     * @throws InvalidInputException when the fragment is longer
     */
    public Page<Dashboard, DashboardCursor> search(
            boolean archived, String fragment, PageRequest<DashboardCursor> request) {
        StageLimits.requireSearch(fragment);
        return page(archived, DASHBOARD.TITLE.containsIgnoreCase(fragment), request);
    }

    private Page<Dashboard, DashboardCursor> page(
            boolean archived, Condition filter, PageRequest<DashboardCursor> request) {
        // One row comparison, as the index dashboard_by_title can start right there.
        Condition after = request.after()
                .map(cursor -> row(DASHBOARD.TITLE, DASHBOARD.DASHBOARD_ID).gt(cursor.title(), cursor.id()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(DASHBOARD)
                        .where(DASHBOARD.ARCHIVED.eq(archived))
                        .and(filter)
                        .and(after)
                        .orderBy(DASHBOARD.TITLE, DASHBOARD.DASHBOARD_ID)
                        .limit(request.fetchSize())
                        .fetch(DashboardRepository::dashboard),
                request,
                dashboard -> new DashboardCursor(dashboard.title(), dashboard.id()));
    }

    private <T> Dashboard change(UUID id, long expectedVersion, TableField<DashboardRecord, T> column, T value) {
        return session.dsl()
                .update(DASHBOARD)
                .set(column, value)
                .set(DASHBOARD.UPDATED_AT, now())
                .set(DASHBOARD.VERSION, DASHBOARD.VERSION.plus(1))
                .where(DASHBOARD.DASHBOARD_ID.eq(id))
                .and(DASHBOARD.VERSION.eq(expectedVersion))
                .returning()
                .fetchOptional(DashboardRepository::dashboard)
                .orElseThrow(() -> missed(id, expectedVersion));
    }

    /** Why an update found no row: asked only then, so that the usual update is one round trip. */
    private RuntimeException missed(UUID id, long expectedVersion) {
        Long current = session.dsl()
                .select(DASHBOARD.VERSION)
                .from(DASHBOARD)
                .where(DASHBOARD.DASHBOARD_ID.eq(id))
                .fetchOne(DASHBOARD.VERSION);
        return OptimisticLock.missed("Dashboard " + id, expectedVersion, current, () -> notFound(id));
    }

    private OffsetDateTime now() {
        return session.clock().instant().atOffset(ZoneOffset.UTC);
    }

    static NotFoundException notFound(UUID id) {
        return new NotFoundException(
                "The Customer has no dashboard " + id + "; list its dashboards to see which it has");
    }

    private static Dashboard dashboard(DashboardRecord row) {
        return new Dashboard(
                row.getDashboardId(),
                row.getTitle(),
                row.getLatestVersion(),
                row.getArchived(),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant(),
                row.getVersion());
    }
}
