package com.operanttechnologies.tenancytests.benchmark.hibernate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.TenantId;

/** A dashboard. */
@Entity
@Table(schema = "stage", name = "dashboard")
@SuppressWarnings("NullAway.Init") // set by Hibernate
public class DashboardEntity {

    @TenantId
    @Column(name = "customer_id")
    public UUID customerId;

    @Id
    @Column(name = "dashboard_id")
    public UUID id;

    @Column
    public String title;
}
