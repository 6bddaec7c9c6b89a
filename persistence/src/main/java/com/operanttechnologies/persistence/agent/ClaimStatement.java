package com.operanttechnologies.persistence.agent;

import static com.operanttechnologies.persistence.internal.tables.agent.Tables.CONTACT;
import static com.operanttechnologies.persistence.internal.tables.agent.Tables.MESSAGE;
import static org.jooq.impl.DSL.coalesce;
import static org.jooq.impl.DSL.concat;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.inline;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.not;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectFrom;
import static org.jooq.impl.DSL.val;
import static org.jooq.impl.DSL.when;

import com.operanttechnologies.persistence.TenantSession;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jooq.CommonTableExpression;
import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.Name;
import org.jooq.Record2;
import org.jooq.Record3;
import org.jooq.Record7;
import org.jooq.ResultQuery;
import org.jooq.impl.SQLDataType;

/**
 * The statement that claims. It locks what is due, skipping what another worker has locked, and decides of each message
 * in the same breath: an address that is suppressed, or a cancellation that was asked for, makes it cancelled; the last
 * lease that ran out makes it failed; the rest is claimed.
 *
 * <p>What ran out comes before what is due for the first time. The rows to claim are materialized: inlined, the planner
 * could look for them more than once, and each look would lock others. Whether an address is suppressed is asked for
 * those few alone.
 */
record ClaimStatement(TenantSession session, UUID claimId, String worker, int most, Duration lease) {

    private static final Name SUPPRESSED = name("suppressed");

    /** Message, contact, address, subject, body, attempts and state of each that it took. */
    ResultQuery<Record7<UUID, UUID, String, String, String, Integer, String>> query() {
        OffsetDateTime now = Moments.now(session);
        var ranOut = locked("ran_out", isIn(MessageState.CLAIMED).and(MESSAGE.LEASE_UNTIL.le(now)));
        var due = locked("due", isIn(MessageState.SCHEDULED).and(MESSAGE.DUE_AT.le(now)));
        var taken = taken(ranOut, due);
        Field<String> email = taken.field(CONTACT.EMAIL);
        Condition cancelled = MESSAGE.CANCEL_REASON
                .isNotNull()
                .or(field(name(taken.getUnqualifiedName(), SUPPRESSED), SQLDataType.BOOLEAN)
                        .isTrue());
        Condition claimed = not(cancelled).and(MESSAGE.ATTEMPTS.lt(MessageClaims.MOST_ATTEMPTS));
        return session.dsl()
                .with(ranOut)
                .with(due)
                .with(taken)
                .update(MESSAGE)
                .set(
                        MESSAGE.STATE,
                        when(cancelled, val(MessageState.CANCELLED.literal()))
                                .when(claimed, val(MessageState.CLAIMED.literal()))
                                .otherwise(val(MessageState.FAILED.literal())))
                .set(
                        MESSAGE.CANCEL_REASON,
                        when(cancelled, coalesce(MESSAGE.CANCEL_REASON, val(CancelReason.SUPPRESSED.literal()))))
                .set(MESSAGE.ATTEMPTS, when(claimed, MESSAGE.ATTEMPTS.plus(1)).otherwise(MESSAGE.ATTEMPTS))
                .set(MESSAGE.TO_EMAIL, when(claimed, email).otherwise(MESSAGE.TO_EMAIL))
                .set(MESSAGE.CLAIM_ID, when(claimed, val(claimId)))
                .set(MESSAGE.CLAIMED_BY, when(claimed, val(worker)))
                .set(MESSAGE.LEASE_UNTIL, when(claimed, val(now.plus(lease))))
                .set(
                        MESSAGE.LAST_ERROR,
                        when(
                                        isIn(MessageState.CLAIMED),
                                        concat(val("The lease ran out of worker "), MESSAGE.CLAIMED_BY))
                                .otherwise(MESSAGE.LAST_ERROR))
                .set(MESSAGE.UPDATED_AT, now)
                .set(MESSAGE.VERSION, MESSAGE.VERSION.plus(1))
                .from(taken)
                .where(MESSAGE.MESSAGE_ID.eq(taken.field(MESSAGE.MESSAGE_ID)))
                .returningResult(
                        MESSAGE.MESSAGE_ID,
                        MESSAGE.CONTACT_ID,
                        MESSAGE.TO_EMAIL,
                        MESSAGE.SUBJECT,
                        MESSAGE.BODY,
                        MESSAGE.ATTEMPTS,
                        MESSAGE.STATE);
    }

    /** The limit is no parameter, so that every plan knows that it is about a few rows. */
    private CommonTableExpression<Record2<UUID, UUID>> locked(String name, Condition which) {
        return name(name)
                .asMaterialized(select(MESSAGE.MESSAGE_ID, MESSAGE.CONTACT_ID)
                        .from(MESSAGE)
                        .where(which)
                        .orderBy(MESSAGE.DUE_AT, MESSAGE.MESSAGE_ID)
                        .limit(inline(most))
                        .forNoKeyUpdate()
                        .of(MESSAGE)
                        .skipLocked());
    }

    /** As many of both as are asked for: PostgreSQL reads, and so locks, no more of them than it needs. */
    private CommonTableExpression<Record3<UUID, String, Boolean>> taken(
            CommonTableExpression<Record2<UUID, UUID>> ranOut, CommonTableExpression<Record2<UUID, UUID>> due) {
        var both =
                selectFrom(ranOut).unionAll(selectFrom(due)).limit(inline(most)).asTable("both");
        return name("taken")
                .asMaterialized(select(
                                both.field(MESSAGE.MESSAGE_ID),
                                CONTACT.EMAIL,
                                field(Suppressed.holdsFor(CONTACT.EMAIL)).as(SUPPRESSED))
                        .from(both)
                        .join(CONTACT)
                        .on(CONTACT.CUSTOMER_ID.eq(session.customerId()))
                        .and(CONTACT.CONTACT_ID.eq(both.field(MESSAGE.CONTACT_ID))));
    }

    private static Condition isIn(MessageState state) {
        return MESSAGE.STATE.eq(state.literal());
    }
}
