package com.operanttechnologies.tenancytests.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.operanttechnologies.migrations.local.ThrowawayDatabase;
import com.operanttechnologies.persistence.TenantDatabase;
import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.panel.Customers;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.tenancytests.postgres.LayerSettings;
import com.operanttechnologies.tenancytests.postgres.PostgresExtension;
import com.operanttechnologies.tenancytests.postgres.PostgresUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(PostgresExtension.class)
class SoakRunTest {

    @Test
    @Tag("thorough")
    @Tag("SEC-3")
    void a_short_soak_is_clean_and_was_one(PostgresUnderTest server) throws Exception {
        try (ThrowawayDatabase database = server.newDatabase()) {
            SoakReport report = new SoakRun(16, 20, 4, Duration.ofSeconds(20), 1).on(database, line -> {});

            assertThat(report.isClean())
                    .as(String.join(System.lineSeparator(), report.lines()))
                    .isTrue();
            assertThat(report.figures().transactions.sum()).isGreaterThan(100);
            assertThat(report.figures().faults(FaultKind.BACKEND_KILLED)).isPositive();
            assertThat(report.figures().faults(FaultKind.STATEMENT_TIMEOUT)).isPositive();
            assertThat(report.figures().refused()).isNotEmpty();
        }
    }

    @Test
    void a_row_that_is_foreign_lost_doubled_or_should_not_be_there_is_noticed(PostgresUnderTest server)
            throws Exception {
        Ledger ledger = new Ledger();
        ledger.note(Ledger.Told.ACKNOWLEDGED); // 0: there once
        ledger.note(Ledger.Told.ACKNOWLEDGED); // 1: lost
        ledger.note(Ledger.Told.ACKNOWLEDGED); // 2: twice
        ledger.note(Ledger.Told.REFUSED); // 3: there all the same
        ledger.note(Ledger.Told.REFUSED); // 4: not there
        ledger.note(Ledger.Told.IN_DOUBT); // 5: there
        ledger.note(Ledger.Told.IN_DOUBT); // 6: not there
        UUID customer = UUID.randomUUID();
        try (ThrowawayDatabase database = server.newDatabase();
                TenantDatabase layer =
                        TenantDatabase.open(LayerSettings.of(database).build())) {
            layer.execute(TenantScope.signUp(customer, "soak"), session -> {
                new Customers(session).signUp(customer.toString());
                DashboardRepository dashboards = new DashboardRepository(session);
                for (String write : List.of("0-0", "0-2", "0-2", "0-3", "0-5", Worker.NEVER)) {
                    dashboards.create(customer + " " + write);
                }
                dashboards.create(UUID.randomUUID() + " 0-0");
            });

            assertThat(Reckoning.of(database.administrator(), List.of(ledger)))
                    .isEqualTo(new Reckoning(1, 1, 2, 2, 2, 1));
        }
    }
}
