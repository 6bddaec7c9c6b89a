package com.operanttechnologies.persistence.usage;

import static com.operanttechnologies.persistence.internal.tables.usage.Tables.EVENT;
import static org.jooq.impl.DSL.name;

import com.operanttechnologies.persistence.internal.input.HostAddress;
import com.operanttechnologies.persistence.internal.tables.usage.tables.Event;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jooq.Field;
import org.jooq.JSON;
import org.jooq.Record;
import org.jooq.SelectField;
import org.jspecify.annotations.Nullable;

/** How rows of usage.event are written and read. */
final class EventRow {

    /** Under a name of its own, so that another product may have a table of events as well. */
    static final Event READ = EVENT.as(name("usage_event"));

    static final List<SelectField<?>> COLUMNS = List.of(
            READ.EVENT_ID,
            READ.KIND,
            READ.NAME,
            READ.ACCOUNT_ID,
            READ.OCCURRED_AT,
            READ.DURATION_MS,
            READ.STATUS_CODE,
            READ.IP,
            READ.USER_AGENT,
            READ.COUNTRY,
            READ.REGION,
            READ.DETAILS);

    static final List<Field<?>> INSERTED = List.of(
            EVENT.CUSTOMER_ID,
            EVENT.EVENT_ID,
            EVENT.KIND,
            EVENT.NAME,
            EVENT.ACCOUNT_ID,
            EVENT.OCCURRED_AT,
            EVENT.DURATION_MS,
            EVENT.STATUS_CODE,
            EVENT.IP,
            EVENT.USER_AGENT,
            EVENT.COUNTRY,
            EVENT.REGION,
            EVENT.DETAILS);

    private EventRow() {}

    /** In the order of {@link #INSERTED}. */
    static @Nullable Object[] values(UUID customerId, UsageEvent event) {
        Client client = event.client();
        return new @Nullable Object[] {
            customerId,
            event.id(),
            event.kind().literal(),
            event.name(),
            event.accountId().orElse(null),
            event.occurredAt().atOffset(ZoneOffset.UTC),
            boxed(event.durationMillis()),
            boxed(event.statusCode()),
            client.ip().map(HostAddress::of).orElse(null),
            client.userAgent().orElse(null),
            client.country().orElse(null),
            client.region().orElse(null),
            event.details().map(JSON::json).orElse(null)
        };
    }

    static UsageEvent event(Record row) {
        Short status = row.get(READ.STATUS_CODE);
        Integer duration = row.get(READ.DURATION_MS);
        JSON details = row.get(READ.DETAILS);
        return new UsageEvent(
                row.get(READ.EVENT_ID),
                EventKind.of(row.get(READ.KIND)),
                row.get(READ.NAME),
                Optional.ofNullable(row.get(READ.ACCOUNT_ID)),
                row.get(READ.OCCURRED_AT).toInstant(),
                duration == null ? OptionalInt.empty() : OptionalInt.of(duration),
                status == null ? OptionalInt.empty() : OptionalInt.of(status),
                new Client(
                        Optional.ofNullable(row.get(READ.IP)),
                        Optional.ofNullable(row.get(READ.USER_AGENT)),
                        Optional.ofNullable(row.get(READ.COUNTRY)),
                        Optional.ofNullable(row.get(READ.REGION))),
                details == null ? Optional.empty() : Optional.of(details.data()));
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
