package com.operanttechnologies.persistence.gateway;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.internal.tables.gateway.Routines;
import com.operanttechnologies.persistence.internal.tables.gateway.routines.AnnounceWork;
import com.operanttechnologies.persistence.internal.tables.gateway.routines.SettleWork;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The note that says that the session's Customer has work due, which {@link Gateway#dueCustomers} finds. Used by the
 * repositories whose work it is, in the transaction that makes or does it. As thread-bound as its session.
 *
 * <p>Nothing is lost as long as both sides lock the note: {@link #announce} does by itself, and who does the work calls
 * {@link #lock} first, then looks for what is next, then {@link #settle}s.
 */
public final class DueWork {

    private final TenantSession session;

    public DueWork(TenantSession session) {
        this.session = session;
    }

    /** Notes that there is work due at that time; an earlier note stays. Waits for a worker that is settling. */
    public void announce(WorkKind kind, Instant dueAt) {
        AnnounceWork call = new AnnounceWork();
        call.setKind(kind.literal());
        call.setDueAt(dueAt.atOffset(ZoneOffset.UTC));
        call.execute(session.dsl().configuration());
    }

    /**
     * Locks the note until the transaction ends; where there is none, whoever announces waits as well.
     *
     * @return false when there was none
     */
    public boolean lock(WorkKind kind) {
        return Routines.lockWork(session.dsl().configuration(), kind.literal());
    }

    /** Moves the locked note to the next work, or takes it away. */
    public void settle(WorkKind kind, Optional<Instant> next) {
        SettleWork call = new SettleWork();
        call.setKind(kind.literal());
        next.ifPresent(at -> call.setNextDueAt(at.atOffset(ZoneOffset.UTC)));
        call.execute(session.dsl().configuration());
    }
}
