package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.val;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.NotFoundException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/**
 * Which version of a dashboard its viewers see. A dashboard without a publication is a draft. Each method is one
 * statement.
 */
public final class PublicationRepository {

    private final TenantSession session;

    public PublicationRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Shows a version to the dashboard's viewers, instead of the one that was published before.
     *
     * @throws NotFoundException when the Customer has no such version
     */
    public Publication publish(UUID dashboardId, int number) {
        OffsetDateTime now = session.clock().instant().atOffset(ZoneOffset.UTC);
        // Selecting the version makes a missing one no row, where its foreign key would end the transaction.
        return session.dsl()
                .insertInto(
                        PUBLICATION,
                        PUBLICATION.CUSTOMER_ID,
                        PUBLICATION.DASHBOARD_ID,
                        PUBLICATION.NUMBER,
                        PUBLICATION.PUBLISHED_AT)
                .select(session.dsl()
                        .select(
                                val(session.customerId()),
                                DASHBOARD_VERSION.DASHBOARD_ID,
                                DASHBOARD_VERSION.NUMBER,
                                val(now))
                        .from(DASHBOARD_VERSION)
                        .where(DASHBOARD_VERSION.DASHBOARD_ID.eq(dashboardId))
                        .and(DASHBOARD_VERSION.NUMBER.eq(number)))
                .onConflict(PUBLICATION.CUSTOMER_ID, PUBLICATION.DASHBOARD_ID)
                .doUpdate()
                .set(PUBLICATION.NUMBER, excluded(PUBLICATION.NUMBER))
                .set(PUBLICATION.PUBLISHED_AT, excluded(PUBLICATION.PUBLISHED_AT))
                .set(PUBLICATION.PUBLISHED_BY, excluded(PUBLICATION.PUBLISHED_BY))
                .returning()
                .fetchOptional(row -> new Publication(
                        row.getDashboardId(),
                        row.getNumber(),
                        row.getPublishedAt().toInstant(),
                        row.getPublishedBy()))
                .orElseThrow(() -> DashboardVersionRepository.notFound(dashboardId, number));
    }

    /**
     * Makes the dashboard a draft again.
     *
     * @return false when it was one already, or the Customer has no such dashboard
     */
    public boolean unpublish(UUID dashboardId) {
        return session.dsl()
                        .deleteFrom(PUBLICATION)
                        .where(PUBLICATION.DASHBOARD_ID.eq(dashboardId))
                        .execute()
                > 0;
    }

    /** What the dashboard's viewers see; empty when it is a draft, or the Customer has no such dashboard. */
    public Optional<DashboardContent> published(UUID dashboardId) {
        return session.dsl()
                .select(VersionRow.DESCRIPTION)
                .select(DASHBOARD_VERSION.CONTENT)
                .from(PUBLICATION)
                .join(DASHBOARD_VERSION)
                .on(DASHBOARD_VERSION.CUSTOMER_ID.eq(PUBLICATION.CUSTOMER_ID))
                .and(DASHBOARD_VERSION.DASHBOARD_ID.eq(PUBLICATION.DASHBOARD_ID))
                .and(DASHBOARD_VERSION.NUMBER.eq(PUBLICATION.NUMBER))
                .where(PUBLICATION.DASHBOARD_ID.eq(dashboardId))
                .fetchOptional(VersionRow::content);
    }
}
