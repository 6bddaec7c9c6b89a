package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.OUTAGE;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.PAIRING;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN_STATUS;
import static org.jooq.impl.DSL.noCondition;
import static org.jooq.impl.DSL.row;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.error.ConflictException;
import com.operanttechnologies.persistence.error.InvalidInputException;
import com.operanttechnologies.persistence.error.NotFoundException;
import com.operanttechnologies.persistence.gateway.GatewaySecrets;
import com.operanttechnologies.persistence.gateway.SecretKind;
import com.operanttechnologies.persistence.internal.jooq.OptimisticLock;
import com.operanttechnologies.persistence.internal.tables.relay.tables.records.ScreenRecord;
import com.operanttechnologies.persistence.page.Page;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jooq.Condition;

/**
 * A Customer's screens (RLY-1). A screen comes by pairing a device, see {@link PairingRepository}. As thread-bound as
 * its session.
 */
public final class ScreenRepository {

    private final TenantSession session;
    private final GatewaySecrets secrets;

    public ScreenRepository(TenantSession session) {
        this.session = session;
        this.secrets = new GatewaySecrets(session);
    }

    /**
     * @throws NotFoundException when the Customer has no such screen
     */
    public Screen get(UUID screenId) {
        return session.dsl()
                .selectFrom(SCREEN)
                .where(SCREEN.SCREEN_ID.eq(screenId))
                .fetchOptional(ScreenRepository::from)
                .orElseThrow(() -> notFound(screenId));
    }

    /**
     * Lists screens by name, and by id where names are the same. Names are ordered as the database's collation does.
     */
    public Page<Screen, ScreenCursor> list(PageRequest<ScreenCursor> request) {
        // One row comparison, as the index screen_by_name can start right there.
        Condition after = request.after()
                .map(cursor -> row(SCREEN.NAME, SCREEN.SCREEN_ID).gt(cursor.name(), cursor.id()))
                .orElse(noCondition());
        return Page.of(
                session.dsl()
                        .selectFrom(SCREEN)
                        .where(after)
                        .orderBy(SCREEN.NAME, SCREEN.SCREEN_ID)
                        .limit(request.fetchSize())
                        .fetch(ScreenRepository::from),
                request,
                screen -> new ScreenCursor(screen.name(), screen.id()));
    }

    /**
     * Gives it another name and place.
     *
     * @param expectedVersion {@link Screen#version()} as it was read
     * @param name one line of 1 to 200 characters
     * @param location one line of at most 200 characters; may be empty
     * @throws InvalidInputException when name or location are anything else
     * @throws NotFoundException when the Customer has no such screen
     * @throws ConflictException when it was changed, unpaired or paired meanwhile
     */
    public Screen rename(UUID screenId, long expectedVersion, String name, String location) {
        return session.dsl()
                .update(SCREEN)
                .set(SCREEN.NAME, RelayInput.name(name))
                .set(SCREEN.LOCATION, RelayInput.location(location))
                .set(SCREEN.UPDATED_AT, RelayTime.sql(RelayTime.now(session)))
                .set(SCREEN.VERSION, SCREEN.VERSION.plus(1))
                .where(SCREEN.SCREEN_ID.eq(screenId))
                .and(SCREEN.VERSION.eq(expectedVersion))
                .returning()
                .fetchOptional(ScreenRepository::from)
                .orElseThrow(() -> OptimisticLock.missed(
                        "Screen " + screenId,
                        expectedVersion,
                        session.dsl()
                                .select(SCREEN.VERSION)
                                .from(SCREEN)
                                .where(SCREEN.SCREEN_ID.eq(screenId))
                                .fetchOne(SCREEN.VERSION),
                        () -> notFound(screenId)));
    }

    /**
     * Shuts its device out: the device's token resolves no more once this commits. What is deployed to the screen and
     * what it reported stay; an outage that it is in ends. {@link PairingRepository#offerAgain} gives it a device
     * again.
     *
     * @return false when it was unpaired already
     * @throws NotFoundException when the Customer has no such screen
     */
    public boolean unpair(UUID screenId) {
        Instant now = RelayTime.now(session);
        int unpaired = session.dsl()
                .update(SCREEN)
                .set(SCREEN.STATE, "unpaired")
                .set(SCREEN.UPDATED_AT, RelayTime.sql(now))
                .set(SCREEN.VERSION, SCREEN.VERSION.plus(1))
                .where(SCREEN.SCREEN_ID.eq(screenId))
                .and(SCREEN.STATE.eq("paired"))
                .execute();
        if (unpaired == 0) {
            get(screenId);
            return false;
        }
        // With the row goes what ingest and the search for silent screens go by; both wait for it, or it for them.
        session.dsl()
                .deleteFrom(SCREEN_STATUS)
                .where(SCREEN_STATUS.SCREEN_ID.eq(screenId))
                .execute();
        endOutage(screenId, now);
        // After the row: changing it has waited for tokens that were being issued, so they are seen now.
        secrets.revokeSubject(SecretKind.DEVICE, screenId);
        return true;
    }

    /**
     * Deletes it with its deployment, its outages and their history, shuts its device out, and withdraws an open offer
     * to pair it. Heartbeats and errors that it has reported go when their time is over, within 30 days.
     *
     * @throws NotFoundException when the Customer has no such screen
     */
    public void delete(UUID screenId) {
        // In the order of the search for silent screens, which locks the status and then refers to the screen.
        session.dsl()
                .select(SCREEN_STATUS.SCREEN_ID)
                .from(SCREEN_STATUS)
                .where(SCREEN_STATUS.SCREEN_ID.eq(screenId))
                .forUpdate()
                .fetch();
        int deleted = session.dsl()
                .deleteFrom(SCREEN)
                .where(SCREEN.SCREEN_ID.eq(screenId))
                .execute();
        if (deleted == 0) {
            throw notFound(screenId);
        }
        session.dsl()
                .update(PAIRING)
                .set(PAIRING.STATE, "cancelled")
                .set(PAIRING.ENDED_AT, RelayTime.sql(RelayTime.now(session)))
                .where(PAIRING.SCREEN_ID.eq(screenId))
                .and(PAIRING.STATE.eq("offered"))
                .returning(PAIRING.PAIRING_ID)
                .fetch(PAIRING.PAIRING_ID)
                .forEach(pairingId -> secrets.revokeSubject(SecretKind.PAIRING, pairingId));
        secrets.revokeSubject(SecretKind.DEVICE, screenId);
    }

    private void endOutage(UUID screenId, Instant now) {
        session.dsl()
                .select(OUTAGE.STARTED_AT)
                .from(OUTAGE)
                .where(OUTAGE.SCREEN_ID.eq(screenId))
                .and(OUTAGE.ENDED_AT.isNull())
                .forUpdate()
                .fetch(row -> row.value1().toInstant())
                .forEach(startedAt -> session.dsl()
                        .update(OUTAGE)
                        // Another application's clock may have been ahead when it was last seen.
                        .set(
                                OUTAGE.ENDED_AT,
                                RelayTime.sql(now.isAfter(startedAt) ? now : startedAt.plus(1, ChronoUnit.MICROS)))
                        .where(OUTAGE.SCREEN_ID.eq(screenId))
                        .and(OUTAGE.STARTED_AT.eq(RelayTime.sql(startedAt)))
                        .execute());
    }

    static NotFoundException notFound(UUID screenId) {
        return new NotFoundException(
                "The Customer has no screen " + screenId + "; list its screens to see which it has");
    }

    static Screen from(ScreenRecord row) {
        return new Screen(
                row.getScreenId(),
                row.getName(),
                row.getLocation(),
                row.getState().equals("paired"),
                row.getPairedAt().toInstant(),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant(),
                row.getVersion());
    }
}
