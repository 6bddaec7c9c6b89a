package com.operanttechnologies.tenancytests.benchmark.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.TenantId;

/** What a screen shows. */
@Entity
@Table(schema = "relay", name = "deployment")
@SuppressWarnings("NullAway.Init") // set by Hibernate
public class DeploymentEntity {

    @TenantId
    @Column(name = "customer_id")
    public UUID customerId;

    @Id
    @Column(name = "screen_id")
    public UUID screenId;

    @Column(name = "dashboard_id")
    public UUID dashboardId;

    @Column
    public int number;

    @Column(name = "deployed_at")
    public Instant deployedAt;
}
