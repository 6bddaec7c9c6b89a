package com.operanttechnologies.tenancytests.benchmark.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** How a screen is now. */
@Entity
@Table(schema = "relay", name = "screen_status")
@SuppressWarnings("NullAway.Init") // set by Hibernate
public class StatusEntity {

    @TenantId
    @Column(name = "customer_id")
    public UUID customerId;

    @Id
    @Column(name = "screen_id")
    public UUID screenId;

    @Column(name = "last_seen_at")
    public Instant lastSeenAt;

    @Column(name = "received_at")
    public Instant receivedAt;

    @Column(name = "viewport_width")
    public Integer viewportWidth;

    @Column(name = "viewport_height")
    public Integer viewportHeight;

    @Column
    public String browser;

    @Column(name = "shown_dashboard_id")
    public @Nullable UUID shownDashboardId;

    @Column(name = "shown_number")
    public @Nullable Integer shownNumber;

    @Column(name = "outage_started_at")
    public @Nullable Instant outageStartedAt;
}
