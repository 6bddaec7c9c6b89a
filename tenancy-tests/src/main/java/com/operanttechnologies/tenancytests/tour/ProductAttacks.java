package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.persistence.SessionFunction;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.agent.ContactRepository;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.panel.BackupCodeRepository;
import com.operanttechnologies.persistence.quoting.QuoteLifecycle;
import com.operanttechnologies.persistence.relay.DeploymentRepository;
import com.operanttechnologies.persistence.relay.Heartbeat;
import com.operanttechnologies.persistence.relay.HeartbeatRepository;
import com.operanttechnologies.persistence.relay.ScreenRepository;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DataSourceRepository;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** With the product's own calls and the other Customer's identifiers. */
final class ProductAttacks {

    private static final String WAY = "signed in at Acme, using the product";

    private final TenantDatabase database;
    private final Company self;
    private final Company victim;
    private final Attempts attempts;

    ProductAttacks(TenantDatabase database, Company self, Company victim, Attempts attempts) {
        this.database = database;
        this.self = self;
        this.victim = victim;
        this.attempts = attempts;
    }

    void tryAll() {
        UUID dashboard = victim.dashboards().get(0).id();
        product(
                "open Globex's dashboard by its id",
                session -> new DashboardRepository(session).get(dashboard).title());
        product("delete Globex's dashboard by its id", session -> {
            new DashboardRepository(session).delete(dashboard);
            return "deleted";
        });
        product(
                "read the password of Globex's data source",
                session -> new DataSourceRepository(session)
                        .openSecret(victim.dataSourceId())
                        .reveal());
        product(
                "rename Globex's screen in its entrance",
                session -> new ScreenRepository(session)
                        .rename(victim.screens().get(0).screenId(), 1, "Owned", "")
                        .name());
        product("show one's own dashboard on Globex's screen", session -> {
            Dashboard own = self.dashboards().get(0);
            return new DeploymentRepository(session)
                    .deploy(victim.screens().get(0).screenId(), own.id(), own.latestVersion())
                    .toString();
        });
        product(
                "report for Globex's screen, as if it were fine",
                session -> new HeartbeatRepository(session)
                                        .ingest(List.of(heartbeat(session)))
                                        .accepted()
                                == 0
                        ? Attempts.NOTHING
                        : "accepted");
        product(
                "decline the quote that Globex's buyer has accepted",
                session -> new QuoteLifecycle(session)
                        .decline(victim.quote().quoteId(), 3)
                        .toString());
        product("take Globex's buyer off its follow-up", session -> {
            new ContactRepository(session).delete(victim.contacts().get(0).contactId());
            return "deleted";
        });
        product(
                "use a backup code a second time",
                session -> new BackupCodeRepository(session).use(self.accountId(), self.backupCode())
                        ? "accepted"
                        : Attempts.NOTHING);
    }

    private Heartbeat heartbeat(TenantSession session) {
        return new Heartbeat(
                victim.screens().get(0).screenId(),
                session.clock().instant(),
                1920,
                1080,
                "",
                Optional.empty(),
                List.of());
    }

    private void product(String tried, SessionFunction<String> work) {
        String answer;
        boolean held;
        try {
            answer = database.transact(self.scope(), work);
            held = answer.equals(Attempts.NOTHING);
        } catch (TenancyException refusal) {
            answer = String.valueOf(refusal.getMessage());
            held = true;
        }
        attempts.add(WAY, tried, answer, held);
    }
}
