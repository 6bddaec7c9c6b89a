package com.operanttechnologies.persistence.panel.policy;

import static com.operanttechnologies.persistence.internal.tables.panel.Tables.POLICY_NOTICE;
import static com.operanttechnologies.persistence.internal.tables.panel.Tables.POLICY_VERSION;
import static com.operanttechnologies.persistence.internal.tables.tenancy.Tables.CUSTOMER;
import static org.jooq.impl.DSL.exists;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.max;
import static org.jooq.impl.DSL.notExists;
import static org.jooq.impl.DSL.select;
import static org.jooq.impl.DSL.selectOne;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.DuplicateException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.PolicyNoticeRecord;
import com.operanttechnologies.persistence.internal.tables.panel.tables.records.PolicyVersionRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;

/**
 * Which version of the policy is in force for the session's Customer, and what it was told. A version is in force from
 * the date in the Customer's notice, at least {@link #NOTICE} after the notice; or from the start, when it was in
 * effect before the Customer signed up. One that the Customer was never told of is not. As thread-bound as its session.
 */
public final class PolicyNoticeRepository {

    /** The shortest time between a notice and its effect: thirty days of 24 hours. */
    public static final Duration NOTICE = Duration.ofDays(30);

    /** Versions on the longest list. */
    public static final int LARGEST_LIST = 200;

    private final TenantSession session;

    public PolicyNoticeRepository(TenantSession session) {
        this.session = session;
    }

    /** The version in force now. */
    public Optional<PolicyVersion> current() {
        return inForceAt(session.clock().instant());
    }

    /** The version in force at a time, as far as notices that are recorded now tell. */
    public Optional<PolicyVersion> inForceAt(Instant time) {
        OffsetDateTime at = at(time);
        var signedUp = select(CUSTOMER.CREATED_AT).from(CUSTOMER);
        var noticed = select(max(POLICY_NOTICE.EFFECTIVE_AT))
                .from(POLICY_NOTICE)
                .where(POLICY_NOTICE.POLICY_VERSION.eq(POLICY_VERSION.VERSION));
        Condition fromTheStart = POLICY_VERSION.EFFECTIVE_AT.le(field(signedUp));
        return session.dsl()
                .selectFrom(POLICY_VERSION)
                .where(POLICY_VERSION.EFFECTIVE_AT.le(at))
                .and(fromTheStart.or(field(noticed).le(at)))
                .orderBy(POLICY_VERSION.VERSION.desc())
                .limit(1)
                .fetchOptional(PolicyNoticeRepository::version);
    }

    /**
     * Versions that the Customer has yet to be told of, the oldest first; at most {@value #LARGEST_LIST}. Without those
     * that were in effect before it signed up.
     */
    public List<PolicyVersion> unannounced() {
        return session.dsl()
                .selectFrom(POLICY_VERSION)
                .where(exists(selectOne().from(CUSTOMER).where(CUSTOMER.CREATED_AT.lt(POLICY_VERSION.EFFECTIVE_AT))))
                .and(notExists(
                        selectOne().from(POLICY_NOTICE).where(POLICY_NOTICE.POLICY_VERSION.eq(POLICY_VERSION.VERSION))))
                .orderBy(POLICY_VERSION.VERSION)
                .limit(LARGEST_LIST)
                .fetch(PolicyNoticeRepository::version);
    }

    /**
     * Records that a notice is being sent; the database stamps the time, so record it in the transaction that sends it.
     *
     * @param effectiveAt the date in the notice: at least {@link #NOTICE} from now by the database's clock, so take
     *     some time more, and not before {@link PolicyVersion#effectiveAt()}
     * @throws NotFoundException when there is no such version
     * @throws InvalidInputException when the date is earlier
     * @throws DuplicateException when the Customer was told of it in this way already
     */
    public PolicyNotice record(int version, PolicyChannel channel, Instant effectiveAt) {
        PolicyVersion announced = session.dsl()
                .selectFrom(POLICY_VERSION)
                .where(POLICY_VERSION.VERSION.eq(version))
                .fetchOptional(PolicyNoticeRepository::version)
                .orElseThrow(() -> new NotFoundException("There is no version " + version + " of the policy; see"
                        + " unannounced() for those that the Customer hasn't been told of"));
        Instant earliest = session.clock().instant().plus(NOTICE);
        if (effectiveAt.isBefore(earliest) || effectiveAt.isBefore(announced.effectiveAt())) {
            throw new InvalidInputException("A change of the policy must not take effect before "
                    + (announced.effectiveAt().isAfter(earliest) ? announced.effectiveAt() : earliest)
                    + ", thirty days from its notice and not before the version itself, got " + effectiveAt);
        }
        return session.dsl()
                .insertInto(POLICY_NOTICE)
                .set(POLICY_NOTICE.CUSTOMER_ID, session.customerId())
                .set(POLICY_NOTICE.POLICY_VERSION, version)
                .set(POLICY_NOTICE.CHANNEL, channel.literal())
                .set(POLICY_NOTICE.EFFECTIVE_AT, at(effectiveAt))
                .returning()
                .fetchSingle(PolicyNoticeRepository::notice);
    }

    /** Lists notices whose date is still to come, the next first. */
    public Page<PolicyNotice, PolicyNoticeCursor> pending(PageRequest<PolicyNoticeCursor> request) {
        var byDate = session.dsl()
                .selectFrom(POLICY_NOTICE)
                .where(POLICY_NOTICE.EFFECTIVE_AT.gt(at(session.clock().instant())))
                .orderBy(POLICY_NOTICE.EFFECTIVE_AT, POLICY_NOTICE.POLICY_VERSION, POLICY_NOTICE.CHANNEL);
        var fromThere = request.after()
                .map(after -> byDate.seek(
                                at(after.effectiveAt()),
                                after.version(),
                                after.channel().literal())
                        .limit(request.fetchSize()))
                .orElseGet(() -> byDate.limit(request.fetchSize()));
        return Page.of(
                fromThere.fetch(PolicyNoticeRepository::notice),
                request,
                last -> new PolicyNoticeCursor(last.effectiveAt(), last.version(), last.channel()));
    }

    private static PolicyVersion version(PolicyVersionRecord row) {
        return new PolicyVersion(
                row.getVersion(),
                row.getTitle(),
                row.getSummary(),
                URI.create(row.getUrl()),
                row.getPublishedAt().toInstant(),
                row.getEffectiveAt().toInstant());
    }

    private static PolicyNotice notice(PolicyNoticeRecord row) {
        return new PolicyNotice(
                row.getPolicyVersion(),
                PolicyChannel.of(row.getChannel()),
                row.getSentAt().toInstant(),
                row.getEffectiveAt().toInstant());
    }

    private static OffsetDateTime at(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }
}
