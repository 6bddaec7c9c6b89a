package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import com.operanttechnologies.persistence.TenantSession;
import org.jooq.Condition;

/** Has messages not sent that can still be held back. */
final class Cancellation {

    private Cancellation() {}

    /**
     * Cancels what is scheduled. What is claimed may be on its way, and only its claim knows: it is left a reason, and
     * cancelled by its claim's next step unless it has been sent.
     *
     * @return how many are cancelled now, without those that are claimed
     */
    static int of(TenantSession session, Condition which, CancelReason reason) {
        String scheduled = MessageState.SCHEDULED.literal();
        String cancelled = MessageState.CANCELLED.literal();
        return Math.toIntExact(session
                .dsl()
                .update(MESSAGE)
                .set(
                        MESSAGE.STATE,
                        when(MESSAGE.STATE.eq(scheduled), val(cancelled)).otherwise(MESSAGE.STATE))
                .set(MESSAGE.CANCEL_REASON, reason.literal())
                .set(MESSAGE.UPDATED_AT, Moments.now(session))
                .set(MESSAGE.VERSION, MESSAGE.VERSION.plus(1))
                .where(which)
                .and(MESSAGE.STATE.in(scheduled, MessageState.CLAIMED.literal()))
                .and(MESSAGE.CANCEL_REASON.isNull())
                .returning(MESSAGE.STATE)
                .fetch(MESSAGE.STATE)
                .stream()
                .filter(cancelled::equals)
                .count());
    }
}
