package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jooq.Record;
import org.jooq.SelectField;

/** How rows of agent.message are read: with their content only where it is asked for, as it may be 256 KiB. */
final class MessageRow {

    static final List<SelectField<?>> DESCRIPTION = List.of(
            MESSAGE.MESSAGE_ID,
            MESSAGE.CONTACT_ID,
            MESSAGE.STATE,
            MESSAGE.DUE_AT,
            MESSAGE.ATTEMPTS,
            MESSAGE.TO_EMAIL,
            MESSAGE.LEASE_UNTIL,
            MESSAGE.LAST_ERROR,
            MESSAGE.SENT_AT,
            MESSAGE.PROVIDER_MESSAGE_ID,
            MESSAGE.CANCEL_REASON,
            MESSAGE.CREATED_AT,
            MESSAGE.UPDATED_AT,
            MESSAGE.VERSION);

    private MessageRow() {}

    static Message message(Record row) {
        return new Message(
                row.get(MESSAGE.MESSAGE_ID),
                row.get(MESSAGE.CONTACT_ID),
                MessageState.of(row.get(MESSAGE.STATE)),
                row.get(MESSAGE.DUE_AT).toInstant(),
                row.get(MESSAGE.ATTEMPTS),
                Optional.ofNullable(row.get(MESSAGE.TO_EMAIL)),
                Optional.ofNullable(row.get(MESSAGE.LEASE_UNTIL)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.get(MESSAGE.LAST_ERROR)),
                Optional.ofNullable(row.get(MESSAGE.SENT_AT)).map(OffsetDateTime::toInstant),
                Optional.ofNullable(row.get(MESSAGE.PROVIDER_MESSAGE_ID)),
                Optional.ofNullable(row.get(MESSAGE.CANCEL_REASON)).map(CancelReason::of),
                row.get(MESSAGE.CREATED_AT).toInstant(),
                row.get(MESSAGE.UPDATED_AT).toInstant(),
                row.get(MESSAGE.VERSION));
    }
}
