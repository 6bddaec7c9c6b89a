package com.operanttechnologies.tenancytests.tour.story;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.relay.Browser;
import com.operanttechnologies.persistence.relay.ClientError;
import com.operanttechnologies.persistence.relay.DeploymentRepository;
import com.operanttechnologies.persistence.relay.Device;
import com.operanttechnologies.persistence.relay.Devices;
import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.relay.HeartbeatRepository;
import com.operanttechnologies.persistence.relay.OutageDetector;
import com.operanttechnologies.persistence.relay.PairedDevice;
import com.operanttechnologies.persistence.relay.Pairing;
import com.operanttechnologies.persistence.relay.PairingRepository;
import com.operanttechnologies.persistence.relay.ScreenRepository;
import com.operanttechnologies.persistence.relay.ShownVersion;
import com.operanttechnologies.persistence.stage.Dashboard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;

/** Relay: screens are paired, show a dashboard and report; one falls silent and is surfaced. */
public final class RelayPart {

    private static final List<String> PLACES = List.of("Entrance", "Press hall", "Canteen");
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);
    private static final int ALL_CUSTOMERS = 1_000;

    /** After which a screen is offline. */
    public static final Duration SILENCE = Duration.ofMinutes(5);

    private final Layer layer;

    public RelayPart(Layer layer) {
        this.layer = layer;
    }

    /** Offers a code for each screen in the product; the device at the screen types it, and shows a dashboard. */
    public List<PairedDevice> pair(TenantScope owner, Organisation organisation, List<Dashboard> dashboards) {
        List<PairedDevice> screens = new ArrayList<>();
        for (String place : PLACES) {
            String code = layer.application()
                    .transact(owner, session -> new PairingRepository(session).offer(place, "ground floor", CODE_LIFE))
                    .code()
                    .value();
            PairedDevice device = new Pairing(layer.application())
                    .pair(code, organisation.address() + " " + place, Layer.REQUEST)
                    .orElseThrow();
            Dashboard dashboard = dashboards.get(screens.size() % dashboards.size());
            layer.application()
                    .execute(
                            owner,
                            session -> new DeploymentRepository(session)
                                    .deploy(device.screenId(), dashboard.id(), dashboard.latestVersion()));
            screens.add(device);
        }
        return screens;
    }

    /**
     * Each screen signs in by its token, and what they report goes in as one batch.
     *
     * @param userAgents of the screens' browsers
     */
    public BatchReceipt report(List<PairedDevice> screens, Dashboard shown, List<String> userAgents) {
        List<Heartbeat> heartbeats = new ArrayList<>();
        Optional<TenantScope> scope = Optional.empty();
        for (PairedDevice screen : screens) {
            Device device = new Devices(layer.application())
                    .signIn(screen.token().value(), Layer.REQUEST)
                    .orElseThrow();
            scope = Optional.of(device.scope());
            heartbeats.add(heartbeat(device.screenId(), shown, userAgents.get(heartbeats.size() % userAgents.size())));
        }
        // And one from a screen that isn't the Customer's: it is turned away, and the others are kept.
        heartbeats.add(heartbeat(UUID.randomUUID(), shown, ""));
        return layer.application()
                .transact(scope.orElseThrow(), session -> new HeartbeatRepository(session).ingest(heartbeats));
    }

    /** A worker finds, for all Customers in turn, which screens have fallen silent; their names by Customer. */
    public Map<UUID, List<String>> detect() {
        Map<UUID, List<String>> offline = new TreeMap<>();
        new OutageDetector(layer.worker(), SILENCE)
                .detect(
                        ALL_CUSTOMERS,
                        (session, outages) -> offline.put(
                                session.customerId(),
                                outages.stream()
                                        .map(outage -> name(session, outage.screenId()))
                                        .toList()),
                        Layer.REQUEST);
        return offline;
    }

    private static String name(TenantSession session, UUID screenId) {
        return new ScreenRepository(session).get(screenId).name();
    }

    private Heartbeat heartbeat(UUID screenId, Dashboard shown, String userAgent) {
        Instant now = layer.clock().instant();
        ClientError error = new ClientError(now, "Failed to fetch", "panel.js", OptionalInt.of(42), "");
        return new Heartbeat(
                screenId,
                now,
                1920,
                1080,
                Browser.fromUserAgent(userAgent),
                Optional.of(new ShownVersion(shown.id(), shown.latestVersion())),
                List.of(error));
    }
}
