package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.PAIRING;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.input.Require;
import com.operanttechnologies.persistence.internal.tables.relay.tables.records.PairingRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/**
 * Offers to pair a device as one of the Customer's screens (RLY-1): a short code that is shown to a signed-in person,
 * who types it at the device; {@link Pairing} is the device's side. As thread-bound as its session.
 */
public final class PairingRepository {

    /** How long an offer may stand. */
    public static final Duration LONGEST = Duration.ofMinutes(15);

    /** Offers that {@link #expire} notes in one call at most. */
    public static final int MOST_EXPIRED = 1_000;

    private final TenantSession session;
    private final GatewaySecrets secrets;

    public PairingRepository(TenantSession session) {
        this.session = session;
        this.secrets = new GatewaySecrets(session);
    }

    /**
     * Offers a code that makes a new screen.
     *
     * @param name of the screen, one line of 1 to 200 characters
     * @param location where it hangs, one line of at most 200 characters; may be empty
     * @param lifetime from now on, at most 15 minutes
     * @throws InvalidInputException when one of them is anything else
     */
    public OfferedCode offer(String name, String location, Duration lifetime) {
        return insert(
                UuidCreator.getTimeOrderedEpoch(),
                RelayInput.name(name),
                RelayInput.location(location),
                checked(lifetime));
    }

    /**
     * Offers a code that gives an unpaired screen a device again, instead of an offer that is open for it.
     *
     * @param lifetime from now on, at most 15 minutes
     * @throws InvalidInputException when the lifetime is anything else, or the screen is paired
     * @throws NotFoundException when the Customer has no such screen
     */
    public OfferedCode offerAgain(UUID screenId, Duration lifetime) {
        Duration life = checked(lifetime);
        Screen screen = session.dsl()
                .selectFrom(SCREEN)
                .where(SCREEN.SCREEN_ID.eq(screenId))
                .forNoKeyUpdate()
                .fetchOptional(ScreenRepository::from)
                .orElseThrow(() -> ScreenRepository.notFound(screenId));
        if (screen.paired()) {
            throw new InvalidInputException("Screen " + screenId + " is paired; unpair it first");
        }
        session.dsl()
                .select(PAIRING.PAIRING_ID)
                .from(PAIRING)
                .where(PAIRING.SCREEN_ID.eq(screenId))
                .and(PAIRING.STATE.eq(OfferState.OFFERED.literal()))
                .fetch(PAIRING.PAIRING_ID)
                .forEach(this::cancel);
        return insert(screenId, screen.name(), screen.location(), life);
    }

    /**
     * @throws NotFoundException when the Customer has no such offer
     */
    public Offer get(UUID pairingId) {
        return session.dsl()
                .selectFrom(PAIRING)
                .where(PAIRING.PAIRING_ID.eq(pairingId))
                .fetchOptional(PairingRepository::from)
                .orElseThrow(() -> new NotFoundException(
                        "The Customer has no offer " + pairingId + "; list its open offers to see which it has"));
    }

    /** Lists the offers that a device can claim, those first that expire first. */
    public Page<Offer, OfferCursor> open(PageRequest<OfferCursor> request) {
        Condition after = request.after()
                .map(cursor ->
                        row(PAIRING.EXPIRES_AT, PAIRING.PAIRING_ID).gt(RelayTime.sql(cursor.expiresAt()), cursor.id()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(PAIRING)
                        .where(PAIRING.STATE.eq(OfferState.OFFERED.literal()))
                        .and(PAIRING.EXPIRES_AT.gt(RelayTime.sql(RelayTime.now(session))))
                        .and(after)
                        .orderBy(PAIRING.EXPIRES_AT, PAIRING.PAIRING_ID)
                        .limit(request.fetchSize())
                        .fetch(PairingRepository::from),
                request,
                offer -> new OfferCursor(offer.expiresAt(), offer.id()));
    }

    /**
     * Takes an offer back: its code can be claimed no more once this commits.
     *
     * @return false when it has ended already, or the Customer has no such offer
     */
    public boolean cancel(UUID pairingId) {
        int cancelled = session.dsl()
                .update(PAIRING)
                .set(PAIRING.STATE, OfferState.CANCELLED.literal())
                .set(PAIRING.ENDED_AT, RelayTime.sql(RelayTime.now(session)))
                .where(PAIRING.PAIRING_ID.eq(pairingId))
                .and(PAIRING.STATE.eq(OfferState.OFFERED.literal()))
                .execute();
        if (cancelled == 0) {
            return false;
        }
        secrets.revokeSubject(SecretKind.PAIRING, pairingId);
        return true;
    }

    /**
     * Notes which offers nobody has claimed in time, the longest overdue first. Without it they can't be claimed
     * either.
     *
     * @param most 1 to {@value #MOST_EXPIRED}
     * @return how many were noted: call again while it is as many as were asked for
     * @throws InvalidInputException when {@code most} is anything else
     */
    public int expire(int most) {
        Require.number("Offers to note as expired", most, 1, MOST_EXPIRED);
        Instant now = RelayTime.now(session);
        // Those that another transaction is claiming or noting are left to it.
        List<UUID> overdue = session.dsl()
                .select(PAIRING.PAIRING_ID)
                .from(PAIRING)
                .where(PAIRING.STATE.eq(OfferState.OFFERED.literal()))
                .and(PAIRING.EXPIRES_AT.le(RelayTime.sql(now)))
                .orderBy(PAIRING.EXPIRES_AT, PAIRING.PAIRING_ID)
                .limit(most)
                .forNoKeyUpdate()
                .skipLocked()
                .fetch(PAIRING.PAIRING_ID);
        if (overdue.isEmpty()) {
            return 0;
        }
        return session.dsl()
                .update(PAIRING)
                .set(PAIRING.STATE, OfferState.EXPIRED.literal())
                .set(PAIRING.ENDED_AT, RelayTime.sql(now))
                .where(PAIRING.PAIRING_ID.in(overdue))
                .execute();
    }

    /**
     * Claims an offer whose code the gateway has just used up; for {@link Pairing} alone. Of several callers one gets
     * the device, the others nothing.
     */
    Optional<PairedDevice> complete(UUID pairingId) {
        return new PairingCompletion(session).complete(pairingId);
    }

    private OfferedCode insert(UUID screenId, String name, String location, Duration lifetime) {
        Instant now = RelayTime.now(session);
        Instant expiresAt = now.plus(lifetime);
        Offer offer = session.dsl()
                .insertInto(PAIRING)
                .set(PAIRING.CUSTOMER_ID, session.customerId())
                .set(PAIRING.PAIRING_ID, UuidCreator.getTimeOrderedEpoch())
                .set(PAIRING.SCREEN_ID, screenId)
                .set(PAIRING.NAME, name)
                .set(PAIRING.LOCATION, location)
                .set(PAIRING.OFFERED_AT, RelayTime.sql(now))
                .set(PAIRING.EXPIRES_AT, RelayTime.sql(expiresAt))
                .returning()
                .fetchSingle(PairingRepository::from);
        return new OfferedCode(offer, secrets.issuePairing(offer.id(), expiresAt));
    }

    private static Duration checked(Duration lifetime) {
        // The database keeps microseconds, and less than one would be nothing.
        return Require.duration("Lifetime of an offer", lifetime.truncatedTo(ChronoUnit.MICROS), LONGEST);
    }

    static Offer from(PairingRecord row) {
        return new Offer(
                row.getPairingId(),
                row.getScreenId(),
                row.getName(),
                row.getLocation(),
                OfferState.of(row.getState()),
                row.getOfferedAt().toInstant(),
                row.getOfferedBy(),
                row.getExpiresAt().toInstant(),
                Optional.ofNullable(RelayTime.orNull(row.getEndedAt())));
    }
}
