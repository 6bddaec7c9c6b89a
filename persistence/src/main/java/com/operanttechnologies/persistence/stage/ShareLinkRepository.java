package com.operanttechnologies.persistence.stage;

import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.DASHBOARD_VERSION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.PUBLICATION;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.SHARE_LINK;
import static com.operanttechnologies.persistence.internal.tables.stage.Tables.VIEWER;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.crypto.IssuedSecret;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.error.RefusedException;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/**
 * The share links of a Customer's dashboards (STG-3). A token is resolved by {@code
 * Gateway.resolve(SecretKind.SHARE_LINK, token)}, whose subject is the link; {@link #shown} is then what to show. Row
 * and token come and go in one transaction.
 */
public final class ShareLinkRepository {

    /** The longest time that a link can be alive from now on. */
    public static final Duration LONGEST = Duration.ofDays(365);

    private final TenantSession session;
    private final GatewaySecrets secrets;

    public ShareLinkRepository(TenantSession session) {
        this.session = session;
        this.secrets = new GatewaySecrets(session);
    }

    /**
     * Makes a link that shows a dashboard to a viewer.
     *
     * @param label what to call it, at most 200 characters; may be empty
     * @param lifetime from now on, up to 365 days
     * @throws InvalidInputException when label or lifetime are anything else
     * @throws NotFoundException when the Customer has no such dashboard or no such viewer
     */
    public IssuedShareLink create(UUID dashboardId, UUID viewerId, String label, Duration lifetime) {
        Require.text("Label of a share link", label, Require.NAME);
        Instant now = now();
        Instant expiresAt = after(now, lifetime);
        // Locked against their deletion, which waits for this link and then sees it.
        requireDashboard(dashboardId);
        requireViewer(viewerId);
        ShareLink link = session.dsl()
                .insertInto(SHARE_LINK)
                .set(SHARE_LINK.CUSTOMER_ID, session.customerId())
                .set(SHARE_LINK.LINK_ID, UuidCreator.getTimeOrderedEpoch())
                .set(SHARE_LINK.DASHBOARD_ID, dashboardId)
                .set(SHARE_LINK.VIEWER_ID, viewerId)
                .set(SHARE_LINK.LABEL, label)
                .set(SHARE_LINK.CREATED_AT, offset(now))
                .set(SHARE_LINK.EXPIRES_AT, offset(expiresAt))
                .returning()
                .fetchSingle(ShareLinkRow::link);
        IssuedSecret token = secrets.issue(SecretKind.SHARE_LINK, link.id(), expiresAt);
        return new IssuedShareLink(link, token);
    }

    /**
     * @throws NotFoundException when the Customer has no such link
     */
    public ShareLink get(UUID linkId) {
        return session.dsl()
                .selectFrom(SHARE_LINK)
                .where(SHARE_LINK.LINK_ID.eq(linkId))
                .fetchOptional(ShareLinkRow::link)
                .orElseThrow(() -> notFound(linkId));
    }

    /** Lists the links of a dashboard, the newest first, whatever has become of them. */
    public Page<ShareLink, ShareLinkCursor> listByDashboard(UUID dashboardId, PageRequest<ShareLinkCursor> request) {
        return page(SHARE_LINK.DASHBOARD_ID.eq(dashboardId), request);
    }

    /** Lists the links that were given to a viewer, the newest first, whatever has become of them. */
    public Page<ShareLink, ShareLinkCursor> listByViewer(UUID viewerId, PageRequest<ShareLinkCursor> request) {
        return page(SHARE_LINK.VIEWER_ID.eq(viewerId), request);
    }

    /**
     * What a link shows now: the published content of its dashboard. One statement.
     *
     * @param linkId what the token led to
     * @return nothing when the link was revoked or has expired, its dashboard or viewer was deleted, or nothing of the
     *     dashboard is published: all look alike
     */
    public Optional<DashboardContent> shown(UUID linkId) {
        return session.dsl()
                .select(VersionRow.DESCRIPTION)
                .select(DASHBOARD_VERSION.CONTENT)
                .from(SHARE_LINK)
                .join(PUBLICATION)
                .on(PUBLICATION.CUSTOMER_ID.eq(SHARE_LINK.CUSTOMER_ID))
                .and(PUBLICATION.DASHBOARD_ID.eq(SHARE_LINK.DASHBOARD_ID))
                .join(DASHBOARD_VERSION)
                .on(DASHBOARD_VERSION.CUSTOMER_ID.eq(PUBLICATION.CUSTOMER_ID))
                .and(DASHBOARD_VERSION.DASHBOARD_ID.eq(PUBLICATION.DASHBOARD_ID))
                .and(DASHBOARD_VERSION.NUMBER.eq(PUBLICATION.NUMBER))
                .where(SHARE_LINK.LINK_ID.eq(linkId))
                .and(alive(now()))
                .fetchOptional(VersionRow::content);
    }

    /**
     * Moves the end of a link that is alive; its token stays the same.
     *
     * @param expectedVersion {@link ShareLink#version()} as it was read
     * @param lifetime from now on, up to 365 days
     * @throws InvalidInputException when the lifetime is anything else
     * @throws NotFoundException when the Customer has no such link
     * @throws RefusedException when it was revoked or has expired: make another one
     * @throws ConflictException when it was changed meanwhile
     */
    public ShareLink extend(UUID linkId, long expectedVersion, Duration lifetime) {
        Instant now = now();
        Instant expiresAt = after(now, lifetime);
        ShareLink extended = session.dsl()
                .update(SHARE_LINK)
                .set(SHARE_LINK.EXPIRES_AT, offset(expiresAt))
                .set(SHARE_LINK.VERSION, SHARE_LINK.VERSION.plus(1))
                .where(SHARE_LINK.LINK_ID.eq(linkId), SHARE_LINK.VERSION.eq(expectedVersion), alive(now))
                .returning()
                .fetchOptional(ShareLinkRow::link)
                .orElseThrow(() -> missed(linkId, expectedVersion, now));
        // The token's own end is the database's to tell, by its own clock.
        if (secrets.extendSubject(SecretKind.SHARE_LINK, linkId, expiresAt) == 0) {
            throw ended(linkId);
        }
        return extended;
    }

    /**
     * Takes a link back at once: its token resolves no more.
     *
     * @return false when it was revoked already
     * @throws NotFoundException when the Customer has no such link
     */
    public boolean revoke(UUID linkId) {
        int revoked = session.dsl()
                .update(SHARE_LINK)
                .set(SHARE_LINK.STATE, ShareLinkState.REVOKED.literal())
                .set(SHARE_LINK.REVOKED_AT, offset(now()))
                .set(SHARE_LINK.VERSION, SHARE_LINK.VERSION.plus(1))
                .where(SHARE_LINK.LINK_ID.eq(linkId), SHARE_LINK.STATE.eq(ShareLinkState.LIVE.literal()))
                .execute();
        if (revoked == 0) {
            get(linkId);
            return false;
        }
        secrets.revokeSubject(SecretKind.SHARE_LINK, linkId);
        return true;
    }

    /** Deletes links for the sake of what they refer to, which the caller has locked, and revokes their tokens. */
    void deleteAll(Condition which) {
        secrets.revokeSubjects(
                SecretKind.SHARE_LINK,
                session.dsl()
                        .deleteFrom(SHARE_LINK)
                        .where(which)
                        .returning(SHARE_LINK.LINK_ID)
                        .fetch(SHARE_LINK.LINK_ID));
    }

    private Page<ShareLink, ShareLinkCursor> page(Condition which, PageRequest<ShareLinkCursor> request) {
        // One row comparison, as the indexes share_link_by_… can start right there.
        Condition before = request.after()
                .map(cursor ->
                        row(SHARE_LINK.CREATED_AT, SHARE_LINK.LINK_ID).lt(offset(cursor.createdAt()), cursor.id()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(SHARE_LINK)
                        .where(which, before)
                        .orderBy(SHARE_LINK.CREATED_AT.desc(), SHARE_LINK.LINK_ID.desc())
                        .limit(request.fetchSize())
                        .fetch(ShareLinkRow::link),
                request,
                last -> new ShareLinkCursor(last.createdAt(), last.id()));
    }

    private void requireDashboard(UUID id) {
        if (session.dsl()
                .select(DASHBOARD.DASHBOARD_ID)
                .from(DASHBOARD)
                .where(DASHBOARD.DASHBOARD_ID.eq(id))
                .forKeyShare()
                .fetch()
                .isEmpty()) {
            throw DashboardRepository.notFound(id);
        }
    }

    private void requireViewer(UUID id) {
        if (session.dsl()
                .select(VIEWER.VIEWER_ID)
                .from(VIEWER)
                .where(VIEWER.VIEWER_ID.eq(id))
                .forKeyShare()
                .fetch()
                .isEmpty()) {
            throw ViewerRepository.notFound(id);
        }
    }

    private RuntimeException missed(UUID linkId, long expectedVersion, Instant now) {
        ShareLink current = get(linkId);
        return current.isAlive(now)
                ? OptimisticLock.missed(
                        "Share link " + linkId, expectedVersion, current.version(), () -> notFound(linkId))
                : ended(linkId);
    }

    private static Condition alive(Instant now) {
        return SHARE_LINK.STATE.eq(ShareLinkState.LIVE.literal()).and(SHARE_LINK.EXPIRES_AT.gt(offset(now)));
    }

    private static Instant after(Instant now, Duration lifetime) {
        return now.plus(Require.duration("Lifetime of a share link", lifetime, LONGEST))
                .truncatedTo(ChronoUnit.MICROS);
    }

    /** What the database keeps: microseconds. */
    private Instant now() {
        return session.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime offset(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private static RefusedException ended(UUID linkId) {
        return new RefusedException("Share link " + linkId + " was revoked or has expired; make another one");
    }

    private static NotFoundException notFound(UUID linkId) {
        return new NotFoundException(
                "The Customer has no share link " + linkId + "; list its dashboard's links to see which it has");
    }
}
