package com.operanttechnologies.persistence.panel.billing;

import com.operanttechnologies.persistence.internal.tables.panel.tables.records.SubscriptionRecord;
import com.operanttechnologies.persistence.money.Money;
import java.time.OffsetDateTime;
import java.util.Optional;

/** How rows of panel.subscription are read. */
final class SubscriptionRow {

    private SubscriptionRow() {}

    static Subscription subscription(SubscriptionRecord row) {
        return new Subscription(
                row.getSubscriptionId(),
                new SubscriptionTerms(
                        row.getPlan(),
                        row.getSeats(),
                        new Money(row.getSeatPrice(), Money.currency(row.getCurrency()))),
                SubscriptionState.of(row.getState()),
                new BillingPeriod(
                        row.getPeriodStart().toInstant(), row.getPeriodEnd().toInstant()),
                row.getCreatedAt().toInstant(),
                row.getUpdatedAt().toInstant(),
                Optional.ofNullable(row.getCancelledAt()).map(OffsetDateTime::toInstant),
                row.getVersion());
    }
}
