package com.operanttechnologies.tenancytests.benchmark.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.TenantId;

/** Content of a dashboard. */
@Entity
@Table(schema = "stage", name = "dashboard_version")
@IdClass(DashboardVersionEntity.Key.class)
@SuppressWarnings("NullAway.Init") // set by Hibernate
public class DashboardVersionEntity {

    @TenantId
    @Column(name = "customer_id")
    public UUID customerId;

    @Id
    @Column(name = "dashboard_id")
    public UUID dashboardId;

    @Id
    @Column
    public int number;

    /** Its key. */
    public record Key(UUID dashboardId, int number) {}
}
