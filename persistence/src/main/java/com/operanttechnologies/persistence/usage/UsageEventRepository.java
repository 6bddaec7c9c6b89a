package com.operanttechnologies.persistence.usage;

import static com.operanttechnologies.persistence.internal.tables.usage.Tables.EVENT;
import static com.operanttechnologies.persistence.usage.EventRow.READ;
import static org.jooq.impl.DSL.row;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.batch.BatchReceipt.Rejected;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.internal.jooq.ChunkedInsert;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jooq.Condition;

/** A Customer's usage events: ingested in batches, listed, and dropped by the operator's job. They never change. */
public final class UsageEventRepository {

    /**
     * Everybody inserts in one order: two batches with the same events then wait for each other, and don't deadlock.
     */
    private static final Comparator<UsageEvent> BY_KEY =
            Comparator.comparing(UsageEvent::occurredAt).thenComparing(UsageEvent::id);

    private final TenantSession session;

    public UsageEventRepository(TenantSession session) {
        this.session = session;
    }

    /**
     * Keeps what is right in a batch, once: an event of the same id and time that is there already, in this batch or in
     * one that another session is ingesting right now, is a duplicate. Events that are wrong are left out and told by
     * their place; the database being unwilling for another reason fails the batch as a whole.
     *
     * @param events at most 10,000; each at most 5 minutes ahead of the session's clock and 7 days behind
     * @return what became of each
     * @throws InvalidInputException when there are more than 10,000
     */
    public BatchReceipt ingest(List<UsageEvent> events) {
        if (events.size() > BatchReceipt.MOST_ITEMS) {
            throw new InvalidInputException("A batch must have at most " + BatchReceipt.MOST_ITEMS + " events, has "
                    + events.size() + "; split it");
        }
        Instant now = session.clock().instant().truncatedTo(ChronoUnit.MICROS);
        List<UsageEvent> good = new ArrayList<>(events.size());
        List<Rejected> rejected = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            try {
                UsageLimits.require(events.get(i), now);
                good.add(events.get(i));
            } catch (InvalidInputException e) {
                rejected.add(new Rejected(i, String.valueOf(e.getMessage())));
            }
        }
        good.sort(BY_KEY);
        int accepted = new ChunkedInsert(session, EVENT, EventRow.INSERTED, insert -> insert.onConflictDoNothing())
                .execute(good.stream()
                        .map(event -> EventRow.values(session.customerId(), event))
                        .toList());
        return new BatchReceipt(accepted, good.size() - accepted, rejected);
    }

    /**
     * Lists events of a time range, the newest first, and by descending id where times are the same.
     *
     * @param filter all, or those of a kind, of a kind and name, or of an account
     */
    public Page<UsageEvent, UsageEventCursor> list(
            EventFilter filter, TimeRange range, PageRequest<UsageEventCursor> request) {
        Condition wanted = READ.OCCURRED_AT
                .ge(range.from().atOffset(ZoneOffset.UTC))
                .and(READ.OCCURRED_AT.lt(range.until().atOffset(ZoneOffset.UTC)));
        if (filter.kind().isPresent()) {
            wanted = wanted.and(READ.KIND.eq(filter.kind().get().literal()));
        }
        if (filter.name().isPresent()) {
            wanted = wanted.and(READ.NAME.eq(filter.name().get()));
        }
        if (filter.accountId().isPresent()) {
            wanted = wanted.and(READ.ACCOUNT_ID.eq(filter.accountId().get()));
        }
        if (request.after().isPresent()) {
            UsageEventCursor cursor = request.after().get();
            var time = cursor.occurredAt().atOffset(ZoneOffset.UTC);
            // The index starts at the row comparison; partitions are left out by the time alone.
            wanted = wanted.and(READ.OCCURRED_AT.le(time))
                    .and(row(READ.OCCURRED_AT, READ.EVENT_ID).lt(time, cursor.id()));
        }
        return Page.of(
                session.dsl()
                        .select(EventRow.COLUMNS)
                        .from(READ)
                        .where(wanted)
                        .orderBy(READ.OCCURRED_AT.desc(), READ.EVENT_ID.desc())
                        .limit(request.fetchSize())
                        .fetch(EventRow::event),
                request,
                event -> new UsageEventCursor(event.occurredAt(), event.id()));
    }
}
