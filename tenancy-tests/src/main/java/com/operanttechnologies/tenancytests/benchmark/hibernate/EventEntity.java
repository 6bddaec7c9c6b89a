package com.operanttechnologies.tenancytests.benchmark.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.net.InetAddress;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.annotations.TenantId;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A usage event. */
@Entity
@Table(schema = "usage", name = "event")
@IdClass(EventEntity.Key.class)
@SuppressWarnings("NullAway.Init") // set by Hibernate
public class EventEntity {

    @TenantId
    @Column(name = "customer_id")
    public UUID customerId;

    @Id
    @Column(name = "event_id")
    public UUID eventId;

    @Id
    @Column(name = "occurred_at")
    public Instant occurredAt;

    @Column
    public String kind;

    @Column
    public String name;

    @Column(name = "account_id")
    public @Nullable UUID accountId;

    @Column(name = "duration_ms")
    public @Nullable Integer durationMillis;

    @Column(name = "status_code")
    public @Nullable Short statusCode;

    @Column
    @JdbcTypeCode(SqlTypes.INET)
    public @Nullable InetAddress ip;

    @Column(name = "user_agent")
    public @Nullable String userAgent;

    @Column
    public @Nullable String country;

    @Column
    public @Nullable String region;

    /** Its key. */
    public record Key(UUID eventId, Instant occurredAt) {}
}
