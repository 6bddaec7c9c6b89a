package com.operanttechnologies.persistence.relay;

import static com.operanttechnologies.persistence.internal.tables.relay.Tables.PAIRING;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN;
import static com.operanttechnologies.persistence.internal.tables.relay.Tables.SCREEN_STATUS;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.gateway.DueWork;
import com.operanttechnologies.persistence.gateway.WorkKind;
import com.operanttechnologies.persistence.page.PageRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Screens for the tests of a Customer, paired as a device is. */
final class Screens {

    static final Duration TEN_MINUTES = Duration.ofMinutes(10);
    static final String BROWSER = "Chrome 126.0.6478.61";

    private Screens() {}

    /** A code that is offered now. */
    static OfferedCode offer(TestSessions sessions, TenantScope scope, String name) {
        return sessions.transact(scope, session -> new PairingRepository(session).offer(name, "Lobby", TEN_MINUTES));
    }

    /** A device that was let in by such a code. */
    static PairedDevice pair(TestSessions sessions, TenantScope scope, String name) {
        return claim(sessions, offer(sessions, scope, name)).orElseThrow();
    }

    /** Types the code at a device of its own. */
    static Optional<PairedDevice> claim(TestSessions sessions, OfferedCode offered) {
        return new Pairing(sessions.database()).pair(offered.code().value(), "192.0.2.7 " + UUID.randomUUID(), "test");
    }

    /** Many screens at once, as if each had been paired; the way through the gateway is tested elsewhere. */
    static List<UUID> many(TestSessions sessions, TenantScope scope, int count) {
        return sessions.transact(scope, session -> {
            OffsetDateTime at = RelayTime.sql(RelayTime.now(session));
            List<UUID> screens = new ArrayList<>();
            var pairings = session.dsl()
                    .insertInto(
                            PAIRING,
                            PAIRING.CUSTOMER_ID,
                            PAIRING.PAIRING_ID,
                            PAIRING.SCREEN_ID,
                            PAIRING.NAME,
                            PAIRING.LOCATION,
                            PAIRING.OFFERED_AT,
                            PAIRING.EXPIRES_AT);
            var paired = session.dsl()
                    .insertInto(
                            SCREEN,
                            SCREEN.CUSTOMER_ID,
                            SCREEN.SCREEN_ID,
                            SCREEN.PAIRING_ID,
                            SCREEN.NAME,
                            SCREEN.LOCATION,
                            SCREEN.PAIRED_AT,
                            SCREEN.CREATED_AT,
                            SCREEN.UPDATED_AT);
            var statuses = session.dsl()
                    .insertInto(
                            SCREEN_STATUS,
                            SCREEN_STATUS.CUSTOMER_ID,
                            SCREEN_STATUS.SCREEN_ID,
                            SCREEN_STATUS.LAST_SEEN_AT);
            UUID customer = session.customerId();
            for (int i = 0; i < count; i++) {
                UUID screen = UuidCreator.getTimeOrderedEpoch();
                // The pairing has the screen's own id: they are of different tables.
                pairings = pairings.values(customer, screen, screen, "Screen " + i % 10, "", at, at.plusMinutes(1));
                paired = paired.values(customer, screen, screen, "Screen " + i % 10, "", at, at, at);
                statuses = statuses.values(customer, screen, at);
                screens.add(screen);
            }
            pairings.execute();
            session.dsl()
                    .update(PAIRING)
                    .set(PAIRING.STATE, "claimed")
                    .set(PAIRING.ENDED_AT, at)
                    .where(PAIRING.PAIRING_ID.in(screens))
                    .execute();
            paired.execute();
            statuses.execute();
            new DueWork(session).announce(WorkKind.RELAY_OUTAGE, RelayTime.now(session));
            return screens;
        });
    }

    static Heartbeat heartbeat(UUID screen, Instant at) {
        return new Heartbeat(screen, at, 1920, 1080, BROWSER, Optional.empty(), List.of());
    }

    /** As the database keeps it. */
    static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    static <C> PageRequest<C> first() {
        return PageRequest.first(200);
    }
}
