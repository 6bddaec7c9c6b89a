package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN_STATUS;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.tables.relay.tables.records.ScreenStatusRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/** How the Customer's paired screens are now (RLY-2), and which are silent (RLY-3). As thread-bound as its session. */
public final class ScreenStatusRepository {

    /** The longest silence that can be asked for. */
    public static final Duration LONGEST_SILENCE = Duration.ofDays(3650);

    private final TenantSession session;

    public ScreenStatusRepository(TenantSession session) {
        this.session = session;
    }

    /** How a screen is; empty when it is unpaired, or the Customer has no such screen. */
    public Optional<ScreenStatus> find(UUID screenId) {
        return session.dsl()
                .selectFrom(SCREEN_STATUS)
                .where(SCREEN_STATUS.SCREEN_ID.eq(screenId))
                .fetchOptional(ScreenStatusRepository::from);
    }

    /**
     * Lists the status of all paired screens, in the order of their ids. The cursor is the id of a page's last screen.
     */
    public Page<ScreenStatus, UUID> list(PageRequest<UUID> request) {
        Condition after = request.after().map(SCREEN_STATUS.SCREEN_ID::gt).orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(SCREEN_STATUS)
                        .where(after)
                        .orderBy(SCREEN_STATUS.SCREEN_ID)
                        .limit(request.fetchSize())
                        .fetch(ScreenStatusRepository::from),
                request,
                ScreenStatus::screenId);
    }

    /**
     * Lists the paired screens that haven't reported for a time, whether an outage was detected or not, the longest
     * silent first. The cursor is a page's last item. Read from an index alone.
     *
     * @param silence more than 0, at most 3,650 days
     * @throws InvalidInputException when it is anything else
     */
    public Page<SilentScreen, SilentScreen> silent(Duration silence, PageRequest<SilentScreen> request) {
        Require.duration("Silence of a screen", silence, LONGEST_SILENCE);
        OffsetDateTime until = RelayTime.sql(RelayTime.now(session).minus(silence));
        Condition after = request.after()
                .map(cursor -> row(SCREEN_STATUS.LAST_SEEN_AT, SCREEN_STATUS.SCREEN_ID)
                        .gt(RelayTime.sql(cursor.lastSeenAt()), cursor.screenId()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .select(SCREEN_STATUS.LAST_SEEN_AT, SCREEN_STATUS.SCREEN_ID)
                        .from(SCREEN_STATUS)
                        .where(SCREEN_STATUS.LAST_SEEN_AT.le(until))
                        .and(after)
                        .orderBy(SCREEN_STATUS.LAST_SEEN_AT, SCREEN_STATUS.SCREEN_ID)
                        .limit(request.fetchSize())
                        .fetch(row -> new SilentScreen(row.value1().toInstant(), row.value2())),
                request,
                silent -> silent);
    }

    private static ScreenStatus from(ScreenStatusRecord row) {
        Optional<KeptHeartbeat> newest = Optional.ofNullable(row.getReceivedAt())
                .map(receivedAt -> new KeptHeartbeat(
                        row.getScreenId(),
                        row.getLastSeenAt().toInstant(),
                        receivedAt.toInstant(),
                        row.getViewportWidth(),
                        row.getViewportHeight(),
                        row.getBrowser(),
                        Optional.ofNullable(row.getShownDashboardId())
                                .map(id -> new ShownVersion(id, row.getShownNumber()))));
        return new ScreenStatus(
                row.getScreenId(),
                row.getLastSeenAt().toInstant(),
                newest,
                Optional.ofNullable(RelayTime.orNull(row.getOutageStartedAt())));
    }
}
