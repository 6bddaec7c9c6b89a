package com.operanttechnologies.tenancytests.benchmark;

import com.github.f4b6a3.uuid.UuidCreator;
import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.relay.ShownVersion;
import com.operanttechnologies.persistence.usage.Client;
import com.operanttechnologies.persistence.usage.EventKind;
import com.operanttechnologies.persistence.usage.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** What screens and products send at once: no row twice in a run, and each batch younger than those before. */
final class Batches {

    private static final String AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    /** Later than the data's screens were last seen, and as far back as heartbeats are taken. */
    private static final Instant FIRST =
            Instant.now().truncatedTo(ChronoUnit.MICROS).minus(Duration.ofHours(20));

    /** From a batch's first heartbeat to the next one's: hours of batches before the clock is reached. */
    private static final Duration STEP = Duration.ofMillis(50);

    private static final AtomicLong NEXT = new AtomicLong();

    private Batches() {}

    static List<Heartbeat> heartbeats(Dataset dataset, Aim aim, int rows) {
        UUID[] screens = dataset.screensOf(aim.customerId());
        Instant from = FIRST.plus(STEP.multipliedBy(NEXT.getAndIncrement()));
        Optional<ShownVersion> shown = Optional.of(new ShownVersion(aim.dashboardId(), 1));
        List<Heartbeat> batch = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            Instant at = from.plus(i / screens.length, ChronoUnit.MICROS);
            batch.add(new Heartbeat(screens[i % screens.length], at, 1920, 1080, "Firefox 140", shown, List.of()));
        }
        return batch;
    }

    static List<UsageEvent> usageEvents(Aim aim, int rows) {
        Instant now = Instant.now();
        Client client = Client.of("192.0.2.1", AGENT).in("US", "CA");
        List<UsageEvent> batch = new ArrayList<>(rows);
        for (int i = 0; i < rows; i++) {
            batch.add(UsageEvent.of(EventKind.REQUEST, "dashboard.open", now.minus(i, ChronoUnit.MILLIS))
                    .by(UuidCreator.getTimeOrderedEpoch())
                    .from(client)
                    .answered(200, 12));
        }
        return batch;
    }
}
