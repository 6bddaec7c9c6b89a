package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.HEARTBEAT;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN_STATUS;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.jooq.OneOf;
import com.operanttechnologies.persistence.internal.tables.relay.tables.records.HeartbeatRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Condition;

/** What the Customer's screens report (RLY-2). As thread-bound as its session. */
public final class HeartbeatRepository {

    /** Client-side errors of the largest batch, those of all of its heartbeats together. */
    public static final int MOST_ERRORS = 10_000;

    private final TenantSession session;

    public HeartbeatRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Keeps a batch of heartbeats with their errors, brings the screens' status up to date, and ends the outages of
     * those that are back. An item that is out of bounds, or whose screen isn't a paired one of the Customer, is
     * rejected by its place in the batch, and the rest is kept. A heartbeat that is there already, or twice in the
     * batch, is a duplicate: of the first the values are kept. So a batch may be repeated, also while the first try is
     * still at work.
     *
     * @param batch at most {@link BatchReceipt#MOST_ITEMS} heartbeats with at most {@value #MOST_ERRORS} errors, in any
     *     order
     * @throws InvalidInputException when there are more; nothing is kept
     */
    public BatchReceipt ingest(List<Heartbeat> batch) {
        requireSize(batch);
        Instant now = RelayTime.now(session);
        HeartbeatCheck check = new HeartbeatCheck(now);
        Set<UUID> paired = paired(batch);
        List<BatchReceipt.Rejected> rejected = new ArrayList<>();
        List<Heartbeat> good = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            Heartbeat item = inMicros(batch.get(i));
            Optional<String> fault = paired.contains(item.screenId())
                    ? check.fault(item)
                    : Optional.of("The Customer has no paired screen of this id");
            if (fault.isPresent()) {
                rejected.add(new BatchReceipt.Rejected(i, fault.get()));
            } else {
                good.add(item);
            }
        }
        HeartbeatBatch heartbeats = HeartbeatBatch.of(session, good);
        int accepted = heartbeats.insert();
        heartbeats.insertErrors();
        new StatusUpdate(session, now).see(heartbeats.byScreen());
        return new BatchReceipt(accepted, batch.size() - rejected.size() - accepted, rejected);
    }

    /**
     * Lists the heartbeats of a screen, the newest first; none when the Customer has no such screen. The cursor is the
     * {@code reportedAt} of a page's last. They are kept for 30 days.
     */
    public Page<KeptHeartbeat, Instant> history(UUID screenId, PageRequest<Instant> request) {
        Condition after = HEARTBEAT.REPORTED_AT.lt(
                request.after().map(RelayTime::sql).orElseGet(() -> RelayTime.future(session)));
        return Page.of(
                session.dsl()
                        .selectFrom(HEARTBEAT)
                        .where(HEARTBEAT.SCREEN_ID.eq(screenId))
                        .and(after)
                        .orderBy(HEARTBEAT.REPORTED_AT.desc())
                        .limit(request.fetchSize())
                        .fetch(HeartbeatRepository::from),
                request,
                KeptHeartbeat::reportedAt);
    }

    private Set<UUID> paired(List<Heartbeat> batch) {
        Set<UUID> named = batch.stream().map(Heartbeat::screenId).collect(Collectors.toSet());
        if (named.isEmpty()) {
            return Set.of();
        }
        return new HashSet<>(session.dsl()
                .select(SCREEN_STATUS.SCREEN_ID)
                .from(SCREEN_STATUS)
                .where(OneOf.of(SCREEN_STATUS.SCREEN_ID, named))
                .fetch(SCREEN_STATUS.SCREEN_ID));
    }

    private static void requireSize(List<Heartbeat> batch) {
        long errors = 0;
        for (Heartbeat item : batch) {
            errors += item.errors().size();
        }
        if (batch.size() > BatchReceipt.MOST_ITEMS || errors > MOST_ERRORS) {
            throw new InvalidInputException("A batch must have at most " + BatchReceipt.MOST_ITEMS
                    + " heartbeats with at most " + MOST_ERRORS + " errors, has " + batch.size() + " with " + errors
                    + "; send it in parts");
        }
    }

    /** So that two that the database would take for the same are the same here. */
    private static Heartbeat inMicros(Heartbeat item) {
        Instant reportedAt = RelayTime.micros(item.reportedAt());
        if (reportedAt.equals(item.reportedAt())) {
            return item;
        }
        return new Heartbeat(
                item.screenId(),
                reportedAt,
                item.viewportWidth(),
                item.viewportHeight(),
                item.browser(),
                item.shown(),
                item.errors());
    }

    private static KeptHeartbeat from(HeartbeatRecord row) {
        return new KeptHeartbeat(
                row.getScreenId(),
                row.getReportedAt().toInstant(),
                row.getReceivedAt().toInstant(),
                row.getViewportWidth(),
                row.getViewportHeight(),
                row.getBrowser(),
                Optional.ofNullable(row.getShownDashboardId()).map(id -> new ShownVersion(id, row.getShownNumber())));
    }
}
