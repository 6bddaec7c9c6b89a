package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.gateway.DueWork;
import com.operanttechnologies.persistence.gateway.WorkKind;
import com.operanttechnologies.persistence.internal.tables.agent.tables.records.MessageRecord;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Where messages are put, and the note that tells workers of them, in one transaction. */
final class Outbox {

    private final TenantSession session;

    Outbox(TenantSession session) {
        this.session = session;
    }

    /** A message that isn't there yet. */
    record Draft(UUID contactId, MessageContent content, Instant dueAt) {}

    /**
     * Schedules messages, which have to be announced in the same transaction.
     *
     * @param drafts at least one
     * @return their ids in the same order
     */
    List<UUID> insert(List<Draft> drafts) {
        OffsetDateTime now = Moments.now(session);
        List<MessageRecord> rows = new ArrayList<>();
        for (Draft draft : drafts) {
            MessageRecord row = new MessageRecord();
            row.setCustomerId(session.customerId());
            row.setMessageId(UuidCreator.getTimeOrderedEpoch());
            row.setContactId(draft.contactId());
            row.setDueAt(Moments.of(draft.dueAt()));
            row.setSubject(draft.content().subject());
            row.setBody(draft.content().body());
            row.setCreatedAt(now);
            row.setUpdatedAt(now);
            rows.add(row);
        }
        session.dsl().insertInto(MESSAGE).set(rows).execute();
        return rows.stream().map(MessageRecord::getMessageId).toList();
    }

    /** Announces messages by the first that is due. */
    void announce(List<Draft> drafts) {
        drafts.stream().map(Draft::dueAt).min(Comparator.naturalOrder()).ifPresent(this::announce);
    }

    /** Last in what a repository does in a transaction: the Customer's note is locked from here to the end. */
    void announce(Instant dueAt) {
        new DueWork(session).announce(WorkKind.AGENT_MESSAGE, Moments.of(dueAt).toInstant());
    }
}
