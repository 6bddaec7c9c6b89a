package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.CLIENT_ERROR;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.internal.tables.relay.tables.records.ClientErrorRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.OffsetDateTime;
import java.util.OptionalInt;
import java.util.UUID;
import org.jooq.Condition;

/**
 * Errors in the browsers of the Customer's screens (RLY-2), which {@link HeartbeatRepository#ingest} keeps for 30 days.
 * As thread-bound as its session.
 */
public final class ClientErrorRepository {

    private final TenantSession session;

    public ClientErrorRepository(TenantSession session) {
        this.session = session;
    }

    /** Lists the errors of all screens, the newest first. */
    public Page<KeptError, ErrorCursor> list(PageRequest<ErrorCursor> request) {
        return page(noCondition(), request);
    }

    /** Lists the errors of one screen, the newest first; none when the Customer has no such screen. */
    public Page<KeptError, ErrorCursor> listOf(UUID screenId, PageRequest<ErrorCursor> request) {
        return page(CLIENT_ERROR.SCREEN_ID.eq(screenId), request);
    }

    private Page<KeptError, ErrorCursor> page(Condition filter, PageRequest<ErrorCursor> request) {
        return Page.of(
                session.dsl()
                        .selectFrom(CLIENT_ERROR)
                        .where(filter)
                        .and(request.after()
                                .map(ClientErrorRepository::after)
                                .orElseGet(() -> CLIENT_ERROR.OCCURRED_AT.lt(RelayTime.future(session))))
                        .orderBy(
                                CLIENT_ERROR.OCCURRED_AT.desc(),
                                CLIENT_ERROR.SCREEN_ID.desc(),
                                CLIENT_ERROR.REPORTED_AT.desc(),
                                CLIENT_ERROR.ORDINAL.desc())
                        .limit(request.fetchSize())
                        .fetch(ClientErrorRepository::from),
                request,
                error -> new ErrorCursor(
                        error.error().occurredAt(), error.screenId(), error.reportedAt(), error.ordinal()));
    }

    private static Condition after(ErrorCursor cursor) {
        OffsetDateTime occurredAt = RelayTime.sql(cursor.occurredAt());
        // The first condition says nothing new, but leaves out the partitions of later days.
        return CLIENT_ERROR
                .OCCURRED_AT
                .le(occurredAt)
                .and(row(
                                CLIENT_ERROR.OCCURRED_AT,
                                CLIENT_ERROR.SCREEN_ID,
                                CLIENT_ERROR.REPORTED_AT,
                                CLIENT_ERROR.ORDINAL)
                        .lt(occurredAt, cursor.screenId(), RelayTime.sql(cursor.reportedAt()), cursor.ordinal()));
    }

    private static KeptError from(ClientErrorRecord row) {
        Integer line = row.getLine();
        return new KeptError(
                row.getScreenId(),
                row.getReportedAt().toInstant(),
                row.getOrdinal(),
                new ClientError(
                        row.getOccurredAt().toInstant(),
                        row.getMessage(),
                        row.getSource(),
                        line == null ? OptionalInt.empty() : OptionalInt.of(line),
                        row.getStack()));
    }
}
