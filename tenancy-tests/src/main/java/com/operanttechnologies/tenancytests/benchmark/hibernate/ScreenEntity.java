package com.operanttechnologies.tenancytests.benchmark.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.TenantId;

/** A screen. */
@Entity
@Table(schema = "relay", name = "screen")
@SuppressWarnings("NullAway.Init") // set by Hibernate
public class ScreenEntity {

    @TenantId
    @Column(name = "customer_id")
    public UUID customerId;

    @Id
    @Column(name = "screen_id")
    public UUID id;

    @Column
    public String name;

    @Column
    public String location;

    @Column(updatable = false)
    public String state;

    @Column(name = "updated_at")
    public Instant updatedAt;

    @Version
    public long version;
}
