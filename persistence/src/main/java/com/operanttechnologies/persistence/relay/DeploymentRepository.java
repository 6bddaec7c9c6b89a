package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.DEPLOYMENT;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.DEPLOYMENT_HISTORY;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.tables.relay.tables.records.DeploymentHistoryRecord;
import com.operanttechnologies.persistence.internal.tables.relay.tables.records.DeploymentRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import com.operanttechnologies.persistence.stage.DashboardContent;
import com.operanttechnologies.persistence.stage.DashboardVersionRepository;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/**
 * Which version of which dashboard is deployed to which of the Customer's screens, and since when (RLY-4). What is
 * deployed can't be deleted in Stage. As thread-bound as its session.
 */
public final class DeploymentRepository {

    private static final String FOREIGN_KEY = "23503";

    private final TenantSession session;
    private final DashboardVersionRepository versions;

    public DeploymentRepository(TenantSession session) {
        this.session = session;
        this.versions = new DashboardVersionRepository(session);
    }

    /**
     * Deploys a version to a screen, paired or not, instead of what was deployed to it before.
     *
     * @throws NotFoundException when the Customer has no such screen or version
     */
    public Deployment deploy(UUID screenId, UUID dashboardId, int number) {
        Instant at = lock(screenId);
        // Asked first, as a foreign key would end the transaction; it is what holds when the dashboard is being
        // deleted.
        versions.describe(dashboardId, number);
        session.dsl()
                .deleteFrom(DEPLOYMENT)
                .where(DEPLOYMENT.SCREEN_ID.eq(screenId))
                .execute();
        // The history first: what is deployed refers to it.
        record(screenId, "deployed", dashboardId, number, at);
        try {
            return session.dsl()
                    .insertInto(DEPLOYMENT)
                    .set(DEPLOYMENT.CUSTOMER_ID, session.customerId())
                    .set(DEPLOYMENT.SCREEN_ID, screenId)
                    .set(DEPLOYMENT.DASHBOARD_ID, dashboardId)
                    .set(DEPLOYMENT.NUMBER, number)
                    .set(DEPLOYMENT.DEPLOYED_AT, RelayTime.sql(at))
                    .returning()
                    .fetchSingle(DeploymentRepository::from);
        } catch (InvalidInputException e) {
            throw e.sqlState().equals(FOREIGN_KEY)
                    ? new NotFoundException("The Customer has no version " + number + " of a dashboard " + dashboardId
                            + " any more; it was deleted just now")
                    : e;
        }
    }

    /**
     * Takes away what is deployed to a screen.
     *
     * @return false when nothing was
     * @throws NotFoundException when the Customer has no such screen
     */
    public boolean withdraw(UUID screenId) {
        Instant at = lock(screenId);
        Optional<Deployment> withdrawn = session.dsl()
                .deleteFrom(DEPLOYMENT)
                .where(DEPLOYMENT.SCREEN_ID.eq(screenId))
                .returning()
                .fetchOptional(DeploymentRepository::from);
        withdrawn.ifPresent(
                deployment -> record(screenId, "withdrawn", deployment.dashboardId(), deployment.number(), at));
        return withdrawn.isPresent();
    }

    /** What is deployed to a screen; empty when nothing is, or the Customer has no such screen. */
    public Optional<Deployment> current(UUID screenId) {
        return session.dsl()
                .selectFrom(DEPLOYMENT)
                .where(DEPLOYMENT.SCREEN_ID.eq(screenId))
                .fetchOptional(DeploymentRepository::from);
    }

    /**
     * What a screen should show: the content of the version that is deployed to it. For a device that {@linkplain
     * Devices has signed in}, with the screen that its token stands for.
     *
     * @return empty when nothing is deployed, or the Customer has no such screen
     */
    public Optional<DashboardContent> shown(UUID screenId) {
        Optional<Deployment> deployed = current(screenId);
        while (deployed.isPresent()) {
            Deployment seen = deployed.get();
            try {
                return Optional.of(versions.get(seen.dashboardId(), seen.number()));
            } catch (NotFoundException e) {
                // What is deployed exists, so it was withdrawn and deleted between the two statements.
                deployed = current(screenId).filter(now -> !now.equals(seen));
            }
        }
        return Optional.empty();
    }

    /** Lists the screens that a dashboard is deployed to, in the order of version numbers and then of screens' ids. */
    public Page<Deployment, DeploymentCursor> screensShowing(UUID dashboardId, PageRequest<DeploymentCursor> request) {
        Condition after = request.after()
                .map(cursor -> row(DEPLOYMENT.NUMBER, DEPLOYMENT.SCREEN_ID).gt(cursor.number(), cursor.screenId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(DEPLOYMENT)
                        .where(DEPLOYMENT.DASHBOARD_ID.eq(dashboardId))
                        .and(after)
                        .orderBy(DEPLOYMENT.NUMBER, DEPLOYMENT.SCREEN_ID)
                        .limit(request.fetchSize())
                        .fetch(DeploymentRepository::from),
                request,
                deployment -> new DeploymentCursor(deployment.number(), deployment.screenId()));
    }

    /**
     * Lists what was deployed to a screen and withdrawn from it, the newest first; nothing when the Customer has no
     * such screen. The cursor is the time of a page's last change.
     */
    public Page<DeploymentChange, Instant> history(UUID screenId, PageRequest<Instant> request) {
        Condition after = request.after()
                .map(cursor -> DEPLOYMENT_HISTORY.CHANGED_AT.lt(RelayTime.sql(cursor)))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(DEPLOYMENT_HISTORY)
                        .where(DEPLOYMENT_HISTORY.SCREEN_ID.eq(screenId))
                        .and(after)
                        .orderBy(DEPLOYMENT_HISTORY.CHANGED_AT.desc())
                        .limit(request.fetchSize())
                        .fetch(DeploymentRepository::change),
                request,
                DeploymentChange::changedAt);
    }

    /** Locks the screen, so that its changes come one after the other; returns a time after all of them so far. */
    private Instant lock(UUID screenId) {
        boolean exists = session.dsl()
                .select(SCREEN.SCREEN_ID)
                .from(SCREEN)
                .where(SCREEN.SCREEN_ID.eq(screenId))
                .forNoKeyUpdate()
                .fetchOptional()
                .isPresent();
        if (!exists) {
            throw ScreenRepository.notFound(screenId);
        }
        Instant now = RelayTime.now(session);
        return session.dsl()
                .select(DEPLOYMENT_HISTORY.CHANGED_AT)
                .from(DEPLOYMENT_HISTORY)
                .where(DEPLOYMENT_HISTORY.SCREEN_ID.eq(screenId))
                .orderBy(DEPLOYMENT_HISTORY.CHANGED_AT.desc())
                .limit(1)
                .fetchOptional(row -> row.value1().toInstant().plus(1, ChronoUnit.MICROS))
                .filter(now::isBefore)
                .orElse(now);
    }

    private void record(UUID screenId, String change, UUID dashboardId, int number, Instant at) {
        session.dsl()
                .insertInto(DEPLOYMENT_HISTORY)
                .set(DEPLOYMENT_HISTORY.CUSTOMER_ID, session.customerId())
                .set(DEPLOYMENT_HISTORY.SCREEN_ID, screenId)
                .set(DEPLOYMENT_HISTORY.CHANGED_AT, RelayTime.sql(at))
                .set(DEPLOYMENT_HISTORY.CHANGE, change)
                .set(DEPLOYMENT_HISTORY.DASHBOARD_ID, dashboardId)
                .set(DEPLOYMENT_HISTORY.NUMBER, number)
                .execute();
    }

    private static Deployment from(DeploymentRecord row) {
        return new Deployment(
                row.getScreenId(),
                row.getDashboardId(),
                row.getNumber(),
                row.getDeployedAt().toInstant(),
                row.getDeployedBy());
    }

    private static DeploymentChange change(DeploymentHistoryRecord row) {
        return new DeploymentChange(
                row.getScreenId(),
                row.getChangedAt().toInstant(),
                row.getChange().equals("deployed"),
                row.getDashboardId(),
                row.getNumber(),
                row.getChangedBy());
    }
}
