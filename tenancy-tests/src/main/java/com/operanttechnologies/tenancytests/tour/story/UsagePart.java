package com.operanttechnologies.tenancytests.tour.story;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.batch.BatchReceipt;
import com.operanttechnologies.persistence.usage.Client;
import com.operanttechnologies.persistence.usage.EventKind;
import com.operanttechnologies.persistence.usage.UsageEvent;
import com.operanttechnologies.persistence.usage.UsageEventRepository;
import com.operanttechnologies.persistence.usage.UsageRollup;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Usage: what was requested is kept for the Customer, and its sums are handed in for analytics. */
public final class UsagePart {

    private final Layer layer;

    public UsagePart(Layer layer) {
        this.layer = layer;
    }

    /**
     * A request from each browser, sent twice as after a lost answer: what came of both.
     *
     * @return the second receipt is in {@link Recorded#repeated}
     */
    public Recorded tell(TenantScope owner, UUID account, Organisation organisation, List<String> userAgents) {
        // The story is hours ahead of the server, to which a day that begins meanwhile hasn't begun.
        Instant yesterday = layer.clock().instant().minus(1, ChronoUnit.DAYS);
        List<UsageEvent> events = new ArrayList<>();
        for (String userAgent : userAgents) {
            events.add(UsageEvent.of(EventKind.REQUEST, "dashboard.open", yesterday)
                    .by(account)
                    .from(Client.of(organisation.address(), userAgent).in("DE", "BY"))
                    .answered(200, 12));
        }
        BatchReceipt first = ingest(owner, events);
        BatchReceipt second = ingest(owner, events);
        int sums = layer.application()
                .transact(
                        owner,
                        session -> new UsageRollup(session).rollUp(LocalDate.ofInstant(yesterday, ZoneOffset.UTC)));
        return new Recorded(first, second, sums);
    }

    /**
     * What came of a batch and of its repetition.
     *
     * @param sums of the day that were handed in for analytics
     */
    public record Recorded(BatchReceipt first, BatchReceipt repeated, int sums) {}

    private BatchReceipt ingest(TenantScope owner, List<UsageEvent> events) {
        return layer.application().transact(owner, session -> new UsageEventRepository(session).ingest(events));
    }
}
