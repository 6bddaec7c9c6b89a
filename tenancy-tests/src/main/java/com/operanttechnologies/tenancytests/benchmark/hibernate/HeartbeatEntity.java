package com.operanttechnologies.tenancytests.benchmark.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.TenantId;
import org.jspecify.annotations.Nullable;

/** A heartbeat. */
@Entity
@Table(schema = "relay", name = "heartbeat")
@IdClass(HeartbeatEntity.Key.class)
@SuppressWarnings("NullAway.Init") // set by Hibernate
public class HeartbeatEntity {

    @TenantId
    @Column(name = "customer_id")
    public UUID customerId;

    @Id
    @Column(name = "screen_id")
    public UUID screenId;

    @Id
    @Column(name = "reported_at")
    public Instant reportedAt;

    @Column(name = "viewport_width")
    public int viewportWidth;

    @Column(name = "viewport_height")
    public int viewportHeight;

    @Column
    public String browser;

    @Column(name = "shown_dashboard_id")
    public @Nullable UUID shownDashboardId;

    @Column(name = "shown_number")
    public @Nullable Integer shownNumber;

    /** Its key. */
    public record Key(UUID screenId, Instant reportedAt) {}
}
