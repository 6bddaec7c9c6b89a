package com.operanttechnologies.tenancytests.tour.story;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.audit.AuditCause;
import com.operanttechnologies.persistence.audit.AuditLog;
import com.operanttechnologies.persistence.gateway.EmailAddress;
import com.operanttechnologies.persistence.money.Money;
import com.operanttechnologies.persistence.panel.billing.BillingDetails;
import com.operanttechnologies.persistence.panel.billing.BillingPeriod;
import com.operanttechnologies.persistence.panel.billing.BillingProfileRepository;
import com.operanttechnologies.persistence.panel.billing.Invoice;
import com.operanttechnologies.persistence.panel.billing.InvoiceDraft;
import com.operanttechnologies.persistence.panel.billing.InvoiceRepository;
import com.operanttechnologies.persistence.panel.billing.LineItem;
import com.operanttechnologies.persistence.panel.billing.SubscriptionRepository;
import com.operanttechnologies.persistence.panel.billing.SubscriptionTerms;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Panel: the Customer subscribes, an invoice is issued, and the audit log tells of it. */
public final class BillingPart {

    private static final Duration MONTH = Duration.ofDays(30);

    private final Layer layer;

    public BillingPart(Layer layer) {
        this.layer = layer;
    }

    /** The invoice of the first month. */
    public Invoice tell(TenantScope owner, Organisation organisation) {
        Instant now = layer.clock().instant();
        Money price = Money.of("29.90", "EUR");
        Invoice invoice = layer.application().transact(owner, session -> {
            new BillingProfileRepository(session)
                    .save(
                            BillingProfileRepository.NONE,
                            new BillingDetails(
                                    organisation.name() + " Ltd",
                                    "1 Example Street\n12345 Exampletown",
                                    "DE",
                                    Optional.empty(),
                                    new EmailAddress(organisation.ownerEmail())),
                            AuditCause.of("first invoice"));
            new SubscriptionRepository(session)
                    .start(
                            new SubscriptionTerms("team", 3, price),
                            new BillingPeriod(now, now.plus(MONTH)),
                            false,
                            AuditCause.of("ordered in the Panel"));
            LineItem seats = new LineItem("Team plan", new BigDecimal(3), price.amount(), new BigDecimal("0.19"));
            return new InvoiceRepository(session)
                    .issue(new InvoiceDraft(price.currency(), List.of(seats), now.plus(MONTH), ""));
        });
        if (!layer.application()
                .transact(owner, session -> new AuditLog(session).verify().intact())) {
            throw new IllegalStateException("The audit log's chain is broken");
        }
        return invoice;
    }
}
