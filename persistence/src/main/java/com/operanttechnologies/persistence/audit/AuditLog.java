package com.operanttechnologies.persistence.audit;

import static com.operanttechnologies.persistence.internal.tables.audit.Tables.ENTRY;
import static org.jooq.impl.DSL.noCondition;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.internal.input.HostAddress;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.tables.audit.routines.Append;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.util.List;
import org.jooq.Condition;
import org.jooq.JSON;
import org.jspecify.annotations.Nullable;

/**
 * The audit log of the session's Customer (PAN-8). Entries are added, listed and verified; nobody can change or remove
 * one through the runtime role, and whoever does with more rights is found by {@link #verify(AuditAnchor)}. As
 * thread-bound as its session.
 */
public final class AuditLog {

    /** Entries that are in memory at once while the log is verified, of at most about 20 KiB each. */
    private static final int BATCH = 200;

    private final TenantSession session;

    public AuditLog(TenantSession session) {
        this.session = session;
    }

    /**
     * Records an action, in the transaction in which it is done: both are kept or neither is.
     *
     * <p>Entries of a Customer form one chain, so two transactions that append wait for each other from here to the end
     * of the first. Append last.
     *
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when the details are no JSON object
     * @throws com.operanttechnologies.persistence.error.RefusedException when the end of the log was cut off: until it
     *     is restored, nothing is recorded after the gap
     */
    public AuditEntry append(AuditEvent event) {
        AuditCause cause = event.cause();
        String requestId = session.scope().requestId();
        Append call = new Append();
        call.setAction(event.action());
        call.setObjectType(event.objectType());
        call.setObjectId(event.objectId());
        call.setAddress(cause.address().map(HostAddress::of).orElse(null));
        call.setReason(cause.reason());
        call.setRequestId(requestId);
        call.setDetails(JSON.json(event.details()));
        call.execute(session.dsl().configuration());
        return new AuditEntry(
                call.getNumber(),
                call.getAt().toInstant(),
                call.getActor(),
                event.action(),
                event.objectType(),
                event.objectId(),
                cause.address(),
                cause.reason(),
                requestId,
                event.details(),
                ChainedEntry.hex(call.getHash()));
    }

    /** Lists all entries, the newest first. */
    public Page<AuditEntry, AuditCursor> list(PageRequest<AuditCursor> request) {
        return list(noCondition(), request);
    }

    /** Lists the entries of an action, such as {@code account.role_changed}, the newest first. */
    public Page<AuditEntry, AuditCursor> listByAction(String action, PageRequest<AuditCursor> request) {
        return list(ENTRY.ACTION.eq(Require.line("Action", action, 81)), request);
    }

    /**
     * Lists the entries about an object, the newest first.
     *
     * @throws com.operanttechnologies.persistence.error.InvalidInputException when type or id can't be one's
     */
    public Page<AuditEntry, AuditCursor> listByObject(
            String objectType, String objectId, PageRequest<AuditCursor> request) {
        AuditEvent.requireObjectType(objectType);
        AuditEvent.requireObjectId(objectId);
        return list(ENTRY.OBJECT_TYPE.eq(objectType).and(ENTRY.OBJECT_ID.eq(objectId)), request);
    }

    /** Lists what an actor did, such as {@code account:018f…}, the newest first. */
    public Page<AuditEntry, AuditCursor> listByActor(String actor, PageRequest<AuditCursor> request) {
        return list(ENTRY.ACTOR.eq(Require.line("Actor", actor, 100)), request);
    }

    /** The newest entry's number and hash; keep it outside the database, for {@link #verify(AuditAnchor)}. */
    public AuditAnchor head() {
        return session.dsl()
                .select(ENTRY.NUMBER, ENTRY.HASH)
                .from(ENTRY)
                .orderBy(ENTRY.NUMBER.desc())
                .limit(1)
                .fetchOptional(row -> new AuditAnchor(row.value1(), ChainedEntry.hex(row.value2())))
                .orElseGet(this::genesis);
    }

    /**
     * Recomputes the whole log, in pieces of bounded memory. Tells of every change but of one after which all later
     * hashes were computed anew, and but of entries cut off at the end: for these it takes an anchor, or {@code
     * operant-db audit verify}, which also knows the number of the last entry.
     */
    public AuditVerification verify() {
        return verify(genesis(), null);
    }

    /**
     * Recomputes the whole log, and tells of every change to what there was when the anchor was taken.
     *
     * @param anchor what {@link #head()} was once, kept outside the database
     */
    public AuditVerification verify(AuditAnchor anchor) {
        return verify(genesis(), anchor);
    }

    /**
     * Recomputes what was added since an anchor, on the word of an earlier verification that all was in order until
     * there.
     *
     * @param anchor the {@link AuditVerification#head()} of that verification, kept outside the database
     */
    public AuditVerification verifySince(AuditAnchor anchor) {
        if (anchor.number() == 0) {
            return verify(anchor, anchor);
        }
        // The anchor's own entry is looked at again, as it may be gone or replaced.
        byte[] before = session.dsl()
                .select(ENTRY.PREVIOUS_HASH)
                .from(ENTRY)
                .where(ENTRY.NUMBER.eq(anchor.number()))
                .fetchOptional(ENTRY.PREVIOUS_HASH)
                .orElse(new byte[32]);
        return verify(new AuditAnchor(anchor.number() - 1, ChainedEntry.hex(before)), anchor);
    }

    private AuditVerification verify(AuditAnchor start, @Nullable AuditAnchor anchor) {
        ChainCheck check = new ChainCheck(session.customerId(), start, anchor);
        List<ChainedEntry> entries;
        do {
            entries = session.dsl()
                    .select(ChainedEntry.COLUMNS)
                    .from(ENTRY)
                    .where(ENTRY.NUMBER.gt(check.number()))
                    .orderBy(ENTRY.NUMBER)
                    .limit(BATCH)
                    .fetch(ChainedEntry::from);
        } while (entries.stream().allMatch(check::follow) && entries.size() == BATCH);
        return check.end();
    }

    private Page<AuditEntry, AuditCursor> list(Condition which, PageRequest<AuditCursor> request) {
        Condition after =
                request.after().map(cursor -> ENTRY.NUMBER.lt(cursor.number())).orElse(noCondition());
        return Page.of(
                session.dsl()
                        .select(ChainedEntry.COLUMNS)
                        .from(ENTRY)
                        .where(which, after)
                        .orderBy(ENTRY.NUMBER.desc())
                        .limit(request.fetchSize())
                        .fetch(row -> ChainedEntry.from(row).entry()),
                request,
                entry -> new AuditCursor(entry.number()));
    }

    private AuditAnchor genesis() {
        return new AuditAnchor(0, ChainedEntry.hex(EntryHash.genesis(session.customerId())));
    }
}
