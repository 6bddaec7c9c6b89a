package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TestSessions;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.money.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What billing tests work with. */
final class BillingExamples {

    static final AuditCause CAUSE = AuditCause.of("The Customer asked for it");
    static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    static final BillingPeriod NOVEMBER =
            new BillingPeriod(Instant.parse("2026-11-01T00:00:00Z"), Instant.parse("2026-12-01T00:00:00Z"));
    static final BillingDetails ACME = new BillingDetails(
            "Acme GmbH",
            "Hauptstraße 1\n10115 Berlin",
            "DE",
            Optional.of("DE123456788"),
            new EmailAddress("ap@acme.example"));

    private BillingExamples() {}

    static SubscriptionTerms terms(int seats) {
        return new SubscriptionTerms("team", seats, Money.of("12.50", "EUR"));
    }

    static LineItem line(String quantity, String unitPrice, String taxRate) {
        return new LineItem("Seats", new BigDecimal(quantity), new BigDecimal(unitPrice), new BigDecimal(taxRate));
    }

    static InvoiceDraft draft(String currency, LineItem... lines) {
        return new InvoiceDraft(Money.currency(currency), List.of(lines), NOW.plus(Duration.ofDays(14)), "");
    }

    /** A Customer that has a billing profile. */
    static TenantScope customer(TestSessions sessions) {
        TenantScope scope = sessions.newCustomer("Acme");
        sessions.perform(
                scope,
                session -> new BillingProfileRepository(session).save(BillingProfileRepository.NONE, ACME, CAUSE));
        return scope;
    }
}
