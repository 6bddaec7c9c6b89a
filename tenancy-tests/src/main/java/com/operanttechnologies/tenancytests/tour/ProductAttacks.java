package com.operanttechnologies.tenancytests.tour;

import com.operanttechnologies.persistence.SessionFunction;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.error.TenancyException;
import com.operanttechnologies.persistence.panel.BackupCodeRepository;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DataSourceRepository;
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
                "use a backup code a second time",
                session -> new BackupCodeRepository(session).use(self.accountId(), self.backupCode())
                        ? "accepted"
                        : Attempts.NOTHING);
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
