package com.operanttechnologies.tenancytests.tour.story;

import com.operanttechnologies.persistence.TenantScope;
import com.operanttechnologies.persistence.TenantSession;
import com.operanttechnologies.persistence.stage.Dashboard;
import com.operanttechnologies.persistence.stage.DashboardRepository;
import com.operanttechnologies.persistence.stage.DashboardVersion;
import com.operanttechnologies.persistence.stage.DashboardVersionRepository;
import com.operanttechnologies.persistence.stage.DataSourceRepository;
import com.operanttechnologies.persistence.stage.PublicationRepository;
import com.operanttechnologies.persistence.stage.SourceSecret;
import java.util.List;
import java.util.UUID;

/** Stage: dashboards are published, with the data source that they draw from. */
public final class StagePart {

    private final Layer layer;

    public StagePart(Layer layer) {
        this.layer = layer;
    }

    /**
     * What is shown.
     *
     * @param dashboards all published in their first version
     * @param dataSourceId a connection with a sealed password
     */
    public record Published(List<Dashboard> dashboards, UUID dataSourceId) {}

    /** Connects a data source, then saves and publishes each dashboard. */
    public Published tell(TenantScope owner, Organisation organisation, List<DashboardFile> files) {
        return layer.application().transact(owner, session -> {
            UUID source = new DataSourceRepository(session)
                    .create(
                            "press hall",
                            "postgresql",
                            "{\"host\": \"db.internal\"}",
                            SourceSecret.of(organisation.sourcePassword()))
                    .id();
            return new Published(
                    files.stream().map(file -> publish(session, file)).toList(), source);
        });
    }

    private static Dashboard publish(TenantSession session, DashboardFile file) {
        DashboardRepository dashboards = new DashboardRepository(session);
        Dashboard dashboard = dashboards.create(file.title());
        DashboardVersion version = new DashboardVersionRepository(session).save(dashboard.id(), 0, file.json());
        new PublicationRepository(session).publish(dashboard.id(), version.number());
        return dashboards.get(dashboard.id());
    }
}
