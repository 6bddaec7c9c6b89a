package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.PAIRING;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN_STATUS;

import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.gateway.DueWork;
import com.operanttechnologies.persistence.gateway.WorkKind;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jooq.Condition;

/** Turns a claimed offer into a screen with a device, in one transaction. */
final class PairingCompletion {

    private final TenantSession session;

    PairingCompletion(TenantSession session) {
        this.session = session;
    }

    Optional<PairedDevice> complete(UUID pairingId) {
        Instant now = RelayTime.now(session);
        Condition claimable = PAIRING.PAIRING_ID
                .eq(pairingId)
                .and(PAIRING.STATE.eq(OfferState.OFFERED.literal()))
                .and(PAIRING.EXPIRES_AT.gt(RelayTime.sql(now)));
        Optional<Offer> offered =
                session.dsl().selectFrom(PAIRING).where(claimable).fetchOptional(PairingRepository::from);
        if (offered.isEmpty()) {
            return Optional.empty();
        }
        // First the screen, if there is one, and then its offer: in the order of those who offer again or delete.
        boolean exists = session.dsl()
                .select(SCREEN.SCREEN_ID)
                .from(SCREEN)
                .where(SCREEN.SCREEN_ID.eq(offered.get().screenId()))
                .forNoKeyUpdate()
                .fetchOptional()
                .isPresent();
        int claimed = session.dsl()
                .update(PAIRING)
                .set(PAIRING.STATE, OfferState.CLAIMED.literal())
                .set(PAIRING.ENDED_AT, RelayTime.sql(now))
                .where(claimable)
                .execute();
        if (claimed == 0) {
            return Optional.empty();
        }
        if (exists) {
            pairAgain(offered.get(), now);
        } else {
            insert(offered.get(), now);
        }
        return Optional.of(letIn(offered.get().screenId(), now));
    }

    private void insert(Offer offer, Instant now) {
        session.dsl()
                .insertInto(SCREEN)
                .set(SCREEN.CUSTOMER_ID, session.customerId())
                .set(SCREEN.SCREEN_ID, offer.screenId())
                .set(SCREEN.PAIRING_ID, offer.id())
                .set(SCREEN.NAME, offer.name())
                .set(SCREEN.LOCATION, offer.location())
                .set(SCREEN.PAIRED_AT, RelayTime.sql(now))
                .set(SCREEN.CREATED_AT, RelayTime.sql(now))
                .set(SCREEN.UPDATED_AT, RelayTime.sql(now))
                .execute();
    }

    private void pairAgain(Offer offer, Instant now) {
        session.dsl()
                .update(SCREEN)
                .set(SCREEN.STATE, "paired")
                .set(SCREEN.PAIRING_ID, offer.id())
                .set(SCREEN.PAIRED_AT, RelayTime.sql(now))
                .set(SCREEN.UPDATED_AT, RelayTime.sql(now))
                .set(SCREEN.VERSION, SCREEN.VERSION.plus(1))
                .where(SCREEN.SCREEN_ID.eq(offer.screenId()))
                .execute();
    }

    private PairedDevice letIn(UUID screenId, Instant now) {
        session.dsl()
                .insertInto(SCREEN_STATUS)
                .set(SCREEN_STATUS.CUSTOMER_ID, session.customerId())
                .set(SCREEN_STATUS.SCREEN_ID, screenId)
                .set(SCREEN_STATUS.LAST_SEEN_AT, RelayTime.sql(now))
                .execute();
        PairedDevice device = new DeviceTokenRepository(session).issue(screenId);
        // Last, as everybody does who locks the note: a screen that may fall silent is new.
        new DueWork(session).announce(WorkKind.RELAY_OUTAGE, now);
        return device;
    }
}
